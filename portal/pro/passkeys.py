"""Passkeys: a key that stays in a phone, a computer or a USB stick, and answers a question of ours.

Each question is asked once: the session remembers it until something answers, right or wrong. They
are of the national site alone, and nothing that another host asked opens anything there.
"""

import json

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers.exceptions import WebAuthnException

from portal.territories import national_url

ADDING, ENTERING = "passkey_adding", "passkey_entering"
# What a hand-made answer may do: break a format, a signature, the width of a column, or answer what
# nobody has asked.
REFUSALS = (
    WebAuthnException,
    OTPWebAuthnApiError,
    ValueError,
    TypeError,
    RecursionError,
    KeyError,
    DatabaseError,
)


class NationalHelper(WebAuthnHelper):
    def get_allowed_origins(self):
        return [national_url()]


def passkeys_of(user):
    return WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by("created_at", "pk")


def ask_for_new(request) -> dict:
    """What the browser is told, to make a passkey."""
    options, request.session[ADDING] = NationalHelper(request).register_begin(request.user)
    return options


def ask(request) -> dict | None:
    """What the browser is told, to answer with a passkey; None for who has none."""
    if not passkeys_of(request.user).exists():
        return None
    options, request.session[ENTERING] = NationalHelper(request).authenticate_begin(request.user)
    return options


def add(request, given: str, name: str) -> WebAuthnCredential:
    """Raises ValidationError for what does not answer our question."""
    state = request.session.pop(ADDING, {})
    try:
        with transaction.atomic():
            answer = json.loads(given)
            passkey = NationalHelper(request).register_complete(request.user, state, answer)
            passkey.name = name
            passkey.save(update_fields=["name"])
    except REFUSALS as error:
        raise ValidationError(_("This passkey could not be added. Try again.")) from error
    return passkey


def check(request, given: str) -> WebAuthnCredential:
    """Their passkey that has answered. Raises ValidationError for what does not open."""
    state = request.session.pop(ENTERING, {})
    try:
        with transaction.atomic():
            answer = json.loads(given)
            return NationalHelper(request).authenticate_complete(request.user, state, answer)
    except REFUSALS as error:
        raise ValidationError(_("This passkey does not open. Try again, or use a code.")) from error
