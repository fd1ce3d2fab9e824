"""What is personal goes; an anonymous line stays, so that promises can still be counted."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from contacts.enums import Actor, EventKind, MessageKind, RequestStatus
from contacts.erasures import note_outside
from contacts.models import ContactLook, ContactRequest, Erasure, RequestEvent
from contacts.services.steps import cancel_waiting, locked, step
from contacts.services.young_person import withdraw_request
from tenants.models import Territory

logger = logging.getLogger(__name__)

ADDRESS_IS_KEPT = timedelta(days=1)
# The purge runs each night: what has waited for two of them waits for somebody to look.
PURGED_WITHIN = timedelta(hours=48)
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
    "sealed_line": "",
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
def erase_request(*, request: ContactRequest, now: datetime, together: bool = False) -> None:
    """The young person wants it gone: contact, message, answers and follow-up page, at once; of the
    requests that it comes from and became too, and with `together` of all that left with its form.

    What was still waiting is withdrawn first. Erasing twice changes nothing.
    """
    forms = [request, *(ContactRequest.objects.beside(request) if together else ())]
    family = set().union(
        *(ContactRequest.objects.family_of(one).values_list("pk", flat=True) for one in forms)
    )
    rows = ContactRequest.objects.filter(pk__in=family, erased_at=None)
    for one in rows.select_for_update(of=("self",)).order_by("pk"):
        if one.can_become(RequestStatus.WITHDRAWN):
            withdraw_request(request=one, now=now)
        _erase(one, EventKind.ERASED, Actor.YOUNG_PERSON, now)


def purge_contacts(*, now: datetime) -> int:
    """Erase what has been over for as long as its territory keeps contacts, and all that is a year
    old; returns how many requests. Network addresses go after a day."""
    ContactRequest.objects.exclude(address_fingerprint="").filter(
        sent_at__lt=now - ADDRESS_IS_KEPT
    ).update(address_fingerprint="")
    purged = 0
    for request in requests_to_purge(now).iterator():
        try:
            with transaction.atomic():
                purged += _purge(request, now)
        except Exception:  # whatever is wrong with this one, the others must go
            logger.exception("Request %s could not be purged.", request.pk)
    return purged


@transaction.atomic
def erase_all_of(*, territory: Territory, now: datetime) -> int:
    """The territory is deleted: whatever somebody left there goes with it. Returns how many
    requests."""
    rows = ContactRequest.objects.filter(territory=territory, erased_at=None)
    erased = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for request in erased:
        _erase(request, EventKind.PURGED, Actor.SYSTEM, now)
    return len(erased)


def requests_to_purge(now: datetime) -> QuerySet:
    return ContactRequest.objects.to_purge(now)


def overdue_for_purge(now: datetime) -> int:
    """How many requests hold a contact that should have gone more than 48 hours ago."""
    return requests_to_purge(now - PURGED_WITHIN).count()


def replay_erasures(erasures: Iterable[Erasure]) -> int:
    """Erase what an older copy of the database has brought back, and list again what it had not
    listed yet; returns how many requests.

    Nobody is written to: they were told when it was erased.
    """
    return sum(_erase_again(one) for one in erasures)


@transaction.atomic
def _erase_again(erasure: Erasure) -> bool:
    Erasure.objects.get_or_create(
        request_number=erasure.request_number,
        reference=erasure.reference,
        defaults={"kind": erasure.kind, "erased_at": erasure.erased_at},
    )
    request = erasure.standing().select_for_update(of=("self",)).first()
    if request is None:
        return False
    if erasure.kind == EventKind.ERASED and request.can_become(RequestStatus.WITHDRAWN):
        request = step(
            locked(request), RequestStatus.WITHDRAWN, Actor.YOUNG_PERSON, erasure.erased_at
        )
    actor = Actor.YOUNG_PERSON if erasure.kind == EventKind.ERASED else Actor.SYSTEM
    _erase(request, EventKind(erasure.kind), actor, erasure.erased_at)
    return True


def _purge(request: ContactRequest, now: datetime) -> bool:
    still = requests_to_purge(now).select_for_update(of=("self",)).filter(pk=request.pk)
    if found := still.first():
        _erase(found, EventKind.PURGED, Actor.SYSTEM, now)
    return found is not None


def _erase(request: ContactRequest, kind: EventKind, actor: Actor, now: datetime) -> None:
    ContactRequest.objects.filter(pk=request.pk).update(**EMPTY, erased_at=now)
    request.links.filter(revoked_at=None).update(revoked_at=now)
    request.due_steps.all().delete()
    request.notes.all().delete()
    cancel_waiting(request, *CANCELLED)
    request.messages.filter(kind__in=CANCELLED).update(
        sealed_recipient="", sealed_subject="", sealed_body="", sealed_html=""
    )
    ContactLook.objects.filter(request=request).update(sealed_words="")
    RequestEvent.objects.create(request=request, kind=kind, actor=actor, at=now)
    erasure, _created = Erasure.objects.get_or_create(
        request_number=request.pk,
        reference=request.reference,
        defaults={"kind": kind, "erased_at": now},
    )
    transaction.on_commit(partial(note_outside, erasure), robust=True)
