"""What is personal goes; an anonymous line stays, so that promises can still be counted."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from contacts.checks import MAX_RETENTION_DAYS
from contacts.enums import Actor, EventKind, MessageKind, RequestStatus
from contacts.models import ContactRequest, RequestEvent
from contacts.services.steps import cancel_waiting
from contacts.services.young_person import withdraw_request

ADDRESS_IS_KEPT = timedelta(days=1)
# The withdrawal may still leave: it says nothing but a reference. So may a digest: it tells of
# other requests too.
CANCELLED = [
    kind for kind in MessageKind if kind not in (MessageKind.WITHDRAWAL, MessageKind.DIGEST)
]
EMPTY = {
    "sealed_contact": "",
    "sealed_mask": "",
    "sealed_message": "",
    "sealed_availability": "",
    "sealed_answers": "",
    "sealed_token": "",
    "contact_fingerprint": "",
    "contact_kind": "",
    # A village and a date may be enough to recognise somebody.
    "commune": "",
    "commune_name": "",
    "follow_hash": None,
    "idempotency_fingerprint": None,
}


@transaction.atomic
def erase_request(*, request: ContactRequest, now: datetime) -> None:
    """The young person wants it gone: contact, message, answers and follow-up page, at once.

    A request that was still waiting is withdrawn first. Erasing twice changes nothing.
    """
    request = ContactRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.erased_at:
        return
    if request.can_become(RequestStatus.WITHDRAWN):
        withdraw_request(request=request, now=now)
    _erase(request, EventKind.ERASED, Actor.YOUNG_PERSON, now)


def purge_contacts(*, now: datetime) -> int:
    """Erase what has been over for CONTACT_RETENTION_DAYS, and all that is a year old; returns how
    many requests. Network addresses go after a day."""
    ContactRequest.objects.exclude(address_fingerprint="").filter(
        sent_at__lt=now - ADDRESS_IS_KEPT
    ).update(address_fingerprint="")
    purged = 0
    for request in requests_to_purge(now).iterator():
        with transaction.atomic():
            _erase(request, EventKind.PURGED, Actor.SYSTEM, now)
        purged += 1
    return purged


def requests_to_purge(now: datetime) -> QuerySet:
    return ContactRequest.objects.to_purge(
        ended_before=now - timedelta(days=settings.CONTACT_RETENTION_DAYS),
        sent_before=now - timedelta(days=MAX_RETENTION_DAYS),
    )


def _erase(request: ContactRequest, kind: EventKind, actor: Actor, now: datetime) -> None:
    ContactRequest.objects.filter(pk=request.pk).update(**EMPTY, erased_at=now)
    request.links.filter(revoked_at=None).update(revoked_at=now)
    request.due_steps.all().delete()
    request.notes.all().delete()
    cancel_waiting(request, *CANCELLED)
    request.messages.filter(kind__in=CANCELLED).update(
        sealed_recipient="", sealed_subject="", sealed_body="", sealed_html=""
    )
    RequestEvent.objects.create(request=request, kind=kind, actor=actor, at=now)
