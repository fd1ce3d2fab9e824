"""A second proof beside the password, for who wants one: a passkey, or a code of an application
(TOTP); and, with either, spare codes written down for the day on which the phone is lost."""

import django_otp
from django.db import transaction
from django.db.models import Q
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.util import random_hex
from django_otp_webauthn.models import WebAuthnCredential

from contacts.sealed import lasting_fingerprints, seal
from portal.pro.models import CodeDevice
from tenants.accounts.models import User

SPARE_CODES = 8
KEY_BYTES = 20


def has_second_factor(user: User) -> bool:
    proofs = Q(codedevice__confirmed=True) | Q(webauthncredential__confirmed=True)
    return User.objects.filter(proofs, pk=user.pk).exists()


def is_theirs(user: User, shown: str) -> bool:
    """Whether what a session has shown still proves something: it may have been taken off since."""
    device = Device.from_persistent_id(shown)
    return bool(device and device.confirmed and device.user_id == user.pk)


def device_of(user: User, given: str) -> Device | None:
    """Which device of theirs takes this code; each slows down who guesses."""
    model, code = (CodeDevice, given) if given.isdigit() else (StaticDevice, _as_kept(user, given))
    for device in model.objects.devices_for_user(user, confirmed=True):
        if django_otp.verify_token(user, device.persistent_id, code):
            return device
    return None


@transaction.atomic
def start(user: User) -> CodeDevice:
    """A new key to show to the application; it counts once a code of it was given."""
    give_up(user)
    key = seal(random_hex(KEY_BYTES))
    return CodeDevice.objects.create(user=user, name="app", confirmed=False, sealed_key=key)


def give_up(user: User) -> None:
    """A key that was shown and not confirmed is forgotten."""
    CodeDevice.objects.filter(user=user, confirmed=False).delete()


@transaction.atomic
def confirm(user: User, given: str) -> tuple[CodeDevice | None, list[str]]:
    """The device that is on from now, instead of another one, and the spare codes."""
    device = CodeDevice.objects.filter(user=user, confirmed=False).first()
    if device is None or not django_otp.verify_token(user, device.persistent_id, given):
        return None, []
    CodeDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
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
    StaticToken.objects.bulk_create(
        StaticToken(device=paper, token=kept_forms(one)[0]) for one in codes
    )
    return codes


def spare_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def stop_codes(user: User) -> None:
    """No application any more; with the last proof go the spare codes."""
    CodeDevice.objects.filter(user=user).delete()
    _forget_paper(user)


@transaction.atomic
def remove_passkey(passkey: WebAuthnCredential) -> None:
    passkey.delete()
    _forget_paper(passkey.user)


@transaction.atomic
def forget(user: User) -> None:
    """The password is enough again."""
    for model in (StaticDevice, CodeDevice, WebAuthnCredential):
        model.objects.filter(user=user).delete()


def kept_forms(spare: str) -> list[str]:
    """What the table of spare codes holds of one: under the key of today, then those before."""
    width = StaticToken._meta.get_field("token").max_length
    return [one[:width] for one in lasting_fingerprints("spare code", spare)]


def _as_kept(user: User, given: str) -> str:
    """The row that this code opens, whichever key it was written under."""
    forms = kept_forms(given)
    rows = StaticToken.objects.filter(device__user=user, token__in=forms)
    return rows.values_list("token", flat=True).first() or forms[0]


def _forget_paper(user: User) -> None:
    if not has_second_factor(user):
        StaticDevice.objects.filter(user=user).delete()
