"""Somebody receives messages that they did not ask for: it stops, and what was sent with their
contact is erased."""

from datetime import datetime

from django.db import transaction

from contacts.models import BlockedContact, ContactRequest
from contacts.services.erasing import erase_request


@transaction.atomic
def block_contact(*, contact_fingerprint: str, now: datetime) -> None:
    """No message any more, and no request with this contact; blocking twice changes nothing."""
    BlockedContact.objects.get_or_create(
        fingerprint=contact_fingerprint, defaults={"blocked_at": now}
    )
    with_it = ContactRequest.objects.filter(contact_fingerprint=contact_fingerprint)
    for request in with_it.order_by("pk"):
        erase_request(request=request, now=now)


def unblock_contact(*, contact_fingerprint: str) -> None:
    """The same person has changed their mind."""
    BlockedContact.objects.filter(fingerprint=contact_fingerprint).delete()
