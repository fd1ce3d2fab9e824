"""A second proof under lock: what would let somebody else make the codes is read by nobody."""

from django.db import models
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.plugins.otp_totp.models import TOTPDevice

from contacts.sealed import unseal


class CodeDevice(TimestampMixin, ThrottlingMixin, Device):
    """An application of codes (TOTP). All that it decides is django-otp's own: its table keeps the
    key in clear, this one under lock, so that `rotate_contact_keys` locks it again with the rest.
    """

    sealed_key = models.TextField()
    drift = models.SmallIntegerField(default=0)
    last_t = models.BigIntegerField(default=-1)

    # What applications expect of whoever says nothing.
    step, t0, digits, tolerance = 30, 0, 6, 1

    verify_token = TOTPDevice.verify_token
    get_throttle_factor = TOTPDevice.get_throttle_factor
    config_url = TOTPDevice.config_url
    _read_str_from_settings = TOTPDevice._read_str_from_settings

    @property
    def bin_key(self):
        return bytes.fromhex(unseal(self.sealed_key))
