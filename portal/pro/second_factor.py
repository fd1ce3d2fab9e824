"""A second proof beside the password, for who wants one: a passkey, or a code of an application
(TOTP); and, with either, spare codes written down for the day on which the phone is lost."""

import django_otp
from django.db import transaction
from django.db.models import Q
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from tenants.accounts.models import User

SPARE_CODES = 8


def has_second_factor(user: User) -> bool:
    proofs = Q(totpdevice__confirmed=True) | Q(webauthncredential__confirmed=True)
    return User.objects.filter(proofs, pk=user.pk).exists()


def is_theirs(user: User, shown: str) -> bool:
    """Whether what a session has shown still proves something: it may have been taken off since."""
    device = Device.from_persistent_id(shown)
    return bool(device and device.confirmed and device.user_id == user.pk)


def device_of(user: User, given: str) -> Device | None:
    """Which device of theirs takes this code; each slows down who guesses."""
    model = TOTPDevice if given.isdigit() else StaticDevice
    for device in model.objects.devices_for_user(user, confirmed=True):
        if django_otp.verify_token(user, device.persistent_id, given):
            return device
    return None


@transaction.atomic
def start(user: User) -> TOTPDevice:
    """A new key to show to the application; it counts once a code of it was given."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="application", confirmed=False)


@transaction.atomic
def confirm(user: User, given: str) -> tuple[TOTPDevice | None, list[str]]:
    """The device that is on from now, instead of another one, and the spare codes."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    if device is None or not django_otp.verify_token(user, device.persistent_id, given):
        return None, []
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    device.refresh_from_db()
    device.confirmed = True
    device.save()
    return device, write_spare_codes(user)


@transaction.atomic
def write_spare_codes(user: User) -> list[str]:
    """New ones, to be shown this once: those of before open nothing any more."""
    StaticDevice.objects.filter(user=user).delete()
    paper = StaticDevice.objects.create(user=user, name="paper", confirmed=True)
    codes = [StaticToken.random_token() for _code in range(SPARE_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=paper, token=one) for one in codes)
    return codes


def spare_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def stop_codes(user: User) -> None:
    """No application any more; with the last proof go the spare codes."""
    TOTPDevice.objects.filter(user=user).delete()
    _forget_paper(user)


@transaction.atomic
def remove_passkey(passkey: WebAuthnCredential) -> None:
    passkey.delete()
    _forget_paper(passkey.user)


@transaction.atomic
def forget(user: User) -> None:
    """The password is enough again."""
    for model in (StaticDevice, TOTPDevice, WebAuthnCredential):
        model.objects.filter(user=user).delete()


def _forget_paper(user: User) -> None:
    if not has_second_factor(user):
        StaticDevice.objects.filter(user=user).delete()
