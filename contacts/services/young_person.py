"""What a young person does about their request, from the link that they received."""

import unicodedata
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts import messages
from contacts.blocking import check_not_blocked
from contacts.details import Contact, mask
from contacts.enums import (
    WAITING_STATUSES,
    Actor,
    EventKind,
    Helped,
    MessageKind,
    MessageState,
    RequestStatus,
    Side,
)
from contacts.limits import check_lookups
from contacts.models import ContactRequest
from contacts.sealed import fingerprint, seal
from contacts.services.alerting import address_of, alert
from contacts.services.planning import record
from contacts.services.queue import follow_soon, post
from contacts.services.steps import call_off, cancel_waiting, contact_of, locked, step, tell

AVAILABILITY_LENGTH = 120
# Whoever finds a link must not send messages all day to whom they please.
CHANGES_A_DAY = 3
RESENT = 3
RESENT_AGAIN_AFTER = timedelta(minutes=10)


@transaction.atomic
def withdraw_request(*, request: ContactRequest, now: datetime) -> ContactRequest:
    """The young person no longer needs it; whoever was written to is told."""
    request = locked(request)
    if request.status == RequestStatus.WITHDRAWN:
        return request
    request = step(request, RequestStatus.WITHDRAWN, Actor.YOUNG_PERSON, now)
    call_off(request, now)
    return request


@transaction.atomic
def say_not_contacted(*, request: ContactRequest, now: datetime) -> ContactRequest:
    """Nobody has called: it is open again, and climbs at once.

    Raises ValidationError before the end of the promised day, unless somebody said that they had
    been in touch. A double press is one.
    """
    request = locked(request)
    if request.status in WAITING_STATUSES and _said_today(request, now):
        return request
    if not request.may_say_not_contacted(request.local_day(now)):
        raise ValidationError(_("The promised day counts to its end: wait until tomorrow."))
    before, request.status = request.status, RequestStatus.NEW
    request.contacted_at = request.ended_at = None
    request.outcome = ""
    request.full_clean()
    request.save()
    fields = {"from_status": before, "to_status": RequestStatus.NEW}
    record(request, EventKind.NOT_CONTACTED, Actor.YOUNG_PERSON, now, **fields)
    follow_soon()
    return request


@transaction.atomic
def answer_survey(
    *, request: ContactRequest, contacted: bool, helped: str, now: datetime
) -> ContactRequest:
    """Whether the contact took place, and whether it helped (a `Helped`); a “no” to the first opens
    the request again, as say_not_contacted does. Answered once for each contact."""
    request = locked(request)
    if not request.may_be_surveyed:
        raise ValidationError(_("You have already answered, or there is nothing to ask."))
    if contacted and helped not in Helped:
        raise ValidationError(_("Say whether it helped you."))
    request.said_contacted = contacted
    request.helped = helped if contacted else ""
    request.full_clean()
    request.save()
    detail = helped if contacted else "not_contacted"
    record(request, EventKind.SURVEYED, Actor.YOUNG_PERSON, now, detail=detail)
    return request if contacted else say_not_contacted(request=request, now=now)


@transaction.atomic
def change_contact(*, request: ContactRequest, contact: Contact, now: datetime) -> ContactRequest:
    """Another number or another e-mail, for all that left with the same form; whoever has one of
    these requests in hand is told that it changed."""
    request = locked(request)
    _still_open(request)
    if contact == contact_of(request):
        return request
    check_not_blocked(contact)
    _not_too_often(request, EventKind.CONTACT_CHANGED, now)
    beside = _of_the_same_form(request)
    for one in (request, *beside):
        _change_contact(one, contact, now)
    if beside:
        post(messages.together([request, *beside], contact=contact, now=now))
    else:
        tell(request, MessageKind.CONFIRMATION, now)
    return request


def _of_the_same_form(request: ContactRequest) -> list[ContactRequest]:
    """Those beside it that are still open, for the same contact."""
    beside = ContactRequest.objects.beside(request).open().in_hand()
    same = beside.filter(contact_fingerprint=request.contact_fingerprint)
    return list(same.select_for_update(of=("self",)))


def _change_contact(request: ContactRequest, contact: Contact, now: datetime) -> None:
    request.contact_kind = contact.kind
    request.sealed_contact = seal(contact.value)
    request.sealed_mask = seal(mask(contact))
    request.contact_fingerprint = fingerprint("contact", contact.value.lower())
    request.full_clean()
    request.save()
    record(request, EventKind.CONTACT_CHANGED, Actor.YOUNG_PERSON, now)
    # What was on its way to the wrong person must not leave.
    own = request.messages.filter(side=Side.YOUNG_PERSON, state=MessageState.WAITING)
    own.update(state=MessageState.CANCELLED)
    _tell_the_holder(request, now)


@transaction.atomic
def tell_availability(*, request: ContactRequest, words: str, now: datetime) -> ContactRequest:
    """When and how to be reached, in their words: “after 5 pm, by text”. Empty takes it back. It is
    told to all that were asked with the same form."""
    request = locked(request)
    _still_open(request)
    words = " ".join(
        "".join(one if unicodedata.category(one)[0] != "C" else " " for one in words).split()
    )
    if len(words) > AVAILABILITY_LENGTH:
        raise ValidationError(
            _("Write it in %(limit)d characters at most.") % {"limit": AVAILABILITY_LENGTH}
        )
    if words == request.availability:
        return request
    _not_too_often(request, EventKind.AVAILABILITY, now)
    for one in (request, *_of_the_same_form(request)):
        one.sealed_availability = seal(words)
        one.full_clean()
        one.save()
        record(one, EventKind.AVAILABILITY, Actor.YOUNG_PERSON, now)
        _tell_the_holder(one, now)
    return request


def resend_links(*, contact: Contact, now: datetime, address: str = "") -> int:
    """Send the links of this contact's latest requests to the contact itself, and nowhere else;
    returns how many. Whoever asks learns nothing of it.

    Raises TooManyRequests when this network address has asked for many.
    """
    check_lookups(address=address, now=now)
    found = ContactRequest.objects.with_contact(contact).exclude(follow_hash=None).in_hand()
    sent = 0
    for request in found.order_by("-sent_at")[:RESENT]:
        with transaction.atomic():
            again = locked(request).messages.filter(
                kind=MessageKind.LINK, created_at__gt=now - RESENT_AGAIN_AFTER
            )
            if again.exists():
                continue
            message = messages.to_young_person(
                request, MessageKind.LINK, contact=contact_of(request), now=now
            )
            post(message)
            sent += message is not None
    return sent


def _tell_the_holder(request: ContactRequest, now: datetime) -> None:
    """Once, if nothing of the kind waits to leave already."""
    holder = request.reachable_holder
    if address_of(request, holder):
        cancel_waiting(request, MessageKind.CHANGED)
        alert(request, MessageKind.CHANGED, professional=holder, now=now)


def _still_open(request: ContactRequest) -> None:
    if not request.is_open:
        raise ValidationError(_("This request is over: there is nothing to change any more."))


def _not_too_often(request: ContactRequest, kind: EventKind, now: datetime) -> None:
    recent = request.events.filter(kind=kind, at__gt=now - timedelta(days=1))
    if recent.count() >= CHANGES_A_DAY:
        raise ValidationError(_("You have changed it several times today. Try again tomorrow."))


def _said_today(request: ContactRequest, now: datetime) -> bool:
    last = request.events.filter(kind=EventKind.NOT_CONTACTED).order_by("-pk").first()
    return last is not None and request.local_day(last.at) == request.local_day(now)
