"""Passkeys: a key that stays in a phone, a computer or a USB stick, and answers a question of ours.

Each question is asked once: the session remembers it until something answers, right or wrong. They
are made for the portal's domain and answer on the sites below it, each its own questions: nothing
that another host asked opens anything.
"""

import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers.exceptions import WebAuthnException

from portal.territories import site_url

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


class SiteHelper(WebAuthnHelper):
    def get_allowed_origins(self):
        return [site_url()]


def answer_here(request) -> bool:
    """A territory may have a host name of its own, for which no passkey of ours is made."""
    host, domain = request.get_host().partition(":")[0], settings.PORTAL_DOMAIN
    return host == domain or host.endswith(f".{domain}")


def passkeys_of(user):
    return WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by("created_at", "pk")


def ask_for_new(request) -> dict | None:
    """What the browser is told, to make a passkey; None where it could make none."""
    if not answer_here(request):
        return None
    options, request.session[ADDING] = SiteHelper(request).register_begin(request.user)
    return options


def ask(request) -> dict | None:
    """What the browser is told, to answer with a passkey; None for who has none, or not here."""
    if not answer_here(request) or not passkeys_of(request.user).exists():
        return None
    options, request.session[ENTERING] = SiteHelper(request).authenticate_begin(request.user)
    return options


def add(request, given: str, name: str) -> WebAuthnCredential:
    """Raises ValidationError for what does not answer our question."""
    state = request.session.pop(ADDING, {})
    try:
        with transaction.atomic():
            answer = json.loads(given)
            passkey = SiteHelper(request).register_complete(request.user, state, answer)
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
            return SiteHelper(request).authenticate_complete(request.user, state, answer)
    except REFUSALS as error:
        raise ValidationError(_("This passkey does not open. Try again, or use a code.")) from error
