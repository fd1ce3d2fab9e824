"""“It was not me: no more messages”: an address at the foot of each e-mail to a young person.

It holds the keyed fingerprint of the contact, signed: it says nothing to whoever reads it, and
still works when the request has long been erased.
"""

import base64

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contacts.details import Contact
from contacts.models import BlockedContact

_signer = signing.Signer(salt="contacts.blocking", sep=".")


def block_token(contact_fingerprint: str) -> str:
    raw = base64.urlsafe_b64encode(bytes.fromhex(contact_fingerprint)).decode().rstrip("=")
    return _signer.sign(raw)


def read_block_token(token: str) -> str | None:
    """The fingerprint of the contact that this address was sent to, or None."""
    try:
        raw = _signer.unsign(token)
    except signing.BadSignature:
        return None
    return base64.urlsafe_b64decode(f"{raw}=").hex()


def check_not_blocked(contact: Contact) -> None:
    """Raises ValidationError, in words that say nothing of who asked for what."""
    if BlockedContact.objects.of(contact).exists():
        raise ValidationError(
            _("We cannot write to this number or this e-mail. Leave another one."), code="blocked"
        )
