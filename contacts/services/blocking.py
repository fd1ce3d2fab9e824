"""Somebody receives messages that they did not ask for: it stops, and what was sent with their
contact is erased."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction

from contacts.erasures import Wish, note_outside
from contacts.models import BlockedContact, ContactRequest
from contacts.services.erasing import erase_request


@transaction.atomic
def block_contact(*, contact_fingerprint: str, now: datetime) -> None:
    """No message any more, and no request with this contact; blocking twice changes nothing."""
    _blocked, created = BlockedContact.objects.get_or_create(
        fingerprint=contact_fingerprint, defaults={"blocked_at": now}
    )
    if created:
        _tell_outside(Wish(contact_fingerprint, True, now))
    with_it = ContactRequest.objects.filter(contact_fingerprint=contact_fingerprint)
    for request in with_it.order_by("pk"):
        erase_request(request=request, now=now)


@transaction.atomic
def unblock_contact(*, contact_fingerprint: str, now: datetime) -> None:
    """The same person has changed their mind."""
    deleted, _by_model = BlockedContact.objects.filter(fingerprint=contact_fingerprint).delete()
    if deleted:
        _tell_outside(Wish(contact_fingerprint, False, now))


@transaction.atomic
def replay_wishes(wishes: Iterable[Wish]) -> int:
    """Block again what an older copy of the database had not blocked yet, and the other way round;
    returns how many. What was sent with these contacts is in the list of erasures."""
    forgotten = [one for one in wishes if one.forgotten]
    for one in forgotten:
        if one.blocked:
            BlockedContact.objects.create(fingerprint=one.fingerprint, blocked_at=one.at)
        else:
            BlockedContact.objects.filter(fingerprint=one.fingerprint).delete()
    return len(forgotten)


def _tell_outside(wish: Wish) -> None:
    transaction.on_commit(partial(note_outside, wish), robust=True)
