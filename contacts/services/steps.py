"""What a professional or an animator does about a request: one function for each step, each leaves
an event."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts import messages
from contacts.details import Contact
from contacts.enums import (
    ENDED_STATUSES,
    WAITING_STATUSES,
    Actor,
    DeclineReason,
    EventKind,
    Means,
    MessageKind,
    MessageState,
    Outcome,
    RequestStatus,
)
from contacts.messages import Addressee
from contacts.models import ContactRequest, Doer, Message, RequestEvent
from contacts.plan import DECLINE_STANDS_AFTER
from contacts.sealed import unseal
from contacts.services.alerting import address_of, alert
from contacts.services.planning import record
from contacts.services.queue import post

CORRECT_WITHIN = timedelta(hours=24)
# Attempts on different half-days before a request may be closed without a contact.
TRIES, NOON = 3, 12
# A double press is one attempt.
SAME_PRESS = timedelta(minutes=1)
# What asks a professional to get in touch, or tells the young person that nobody did: of no use
# once somebody has, or nobody is awaited any more.
ASKING = (MessageKind.ALERT, MessageKind.NUDGE, MessageKind.LAST_DAY, MessageKind.ESCALATION)
ABOUT_WAITING = (*ASKING, MessageKind.ANIMATOR, MessageKind.TOLD)


@transaction.atomic
def reveal_contact(*, request: ContactRequest, now: datetime, by: Doer | None = None) -> Contact:
    """The contact in clear, for one who is to call; leaves an event each time.

    Raises ValidationError when there is nothing left to do with it.
    """
    request = locked(request)
    if not request.is_open or not request.sealed_contact:
        raise ValidationError(_("This request is over: its contact is no longer shown."))
    record(request, EventKind.REVEALED, Actor.PROFESSIONAL, now, by=by)
    return contact_of(request)


@transaction.atomic
def mark_contacted(
    *, request: ContactRequest, now: datetime, by: Doer | None = None, means: str = ""
) -> ContactRequest:
    """`means` is how (a `Means`), if it was said."""
    if means and means not in Means:
        raise ValidationError(_("Choose how you got in touch."))
    request = locked(request)
    if request.status == RequestStatus.CONTACTED:
        return request
    request.contacted_at = now
    return step(request, RequestStatus.CONTACTED, Actor.PROFESSIONAL, now, by=by, detail=means)


@transaction.atomic
def mark_unreachable(
    *, request: ContactRequest, now: datetime, by: Doer | None = None
) -> ContactRequest:
    """One attempt without an answer; may be marked again at each attempt."""
    request = locked(request)
    last = _last_step(request)
    if last and last.to_status == RequestStatus.UNREACHABLE and last.at > now - SAME_PRESS:
        return request
    return step(request, RequestStatus.UNREACHABLE, Actor.PROFESSIONAL, now, by=by)


@transaction.atomic
def decline(
    *, request: ContactRequest, reason: str, now: datetime, by: Doer | None = None
) -> ContactRequest:
    """The organisation cannot; half an hour later the young person is told, or the request goes to
    the next of its pool (see contacts.plan)."""
    if reason not in DeclineReason:
        raise ValidationError(_("Choose why this request is not for you."))
    request = locked(request)
    if request.status == RequestStatus.DECLINED and request.decline_reason == reason:
        return request
    request.decline_reason = reason
    request = step(request, RequestStatus.DECLINED, Actor.PROFESSIONAL, now, by=by, detail=reason)
    if not request.pool_left():
        tell(request, MessageKind.DECLINE, now, after=DECLINE_STANDS_AFTER)
    return request


@transaction.atomic
def close(
    *, request: ContactRequest, outcome: str, now: datetime, by: Doer | None = None
) -> ContactRequest:
    if outcome not in Outcome:
        raise ValidationError(_("Choose how this request ended."))
    request = locked(request)
    if request.status == RequestStatus.CLOSED and request.outcome == outcome:
        return request
    if request.status == RequestStatus.UNREACHABLE:
        _tried_enough(request)
    request.outcome = outcome
    request = step(request, RequestStatus.CLOSED, Actor.PROFESSIONAL, now, by=by, detail=outcome)
    if outcome == Outcome.NO_REPLY:
        tell(request, MessageKind.TOLD, now)
    return request


@transaction.atomic
def correct_last_step(
    *, request: ContactRequest, now: datetime, by: Doer | None = None
) -> ContactRequest:
    """Go back to where the request was before the professional's last step, within 24 hours.

    Nothing is erased: the correction is an event too. Raises ValidationError afterwards, or when
    the last step is not a professional's.
    """
    request = locked(request)
    last = correctable_step(request, now)
    if last is None:
        raise ValidationError(_("The last step can no longer be corrected."))
    request.status = last.from_status
    request.decline_reason = request.outcome = ""
    request.ended_at = now if request.status in ENDED_STATUSES else None
    if last.to_status == RequestStatus.CONTACTED:
        request.contacted_at = None
    request.full_clean()
    request.save()
    record(
        request,
        EventKind.CORRECTED,
        Actor.PROFESSIONAL,
        now,
        by=by,
        from_status=last.to_status,
        to_status=last.from_status,
    )
    if last.to_status == RequestStatus.DECLINED:
        cancel_waiting(request, MessageKind.DECLINE)
    return request


@transaction.atomic
def alert_again(*, request: ContactRequest, now: datetime) -> None:
    """An animator has whoever has it in hand written to once more.

    Raises ValidationError when nobody is awaited any more, or nobody can be written to.
    """
    request = locked(request)
    if request.status not in WAITING_STATUSES:
        raise ValidationError(_("Nobody waits for an answer to this request any more."))
    holder = request.reachable_holder
    if not address_of(request, holder):
        raise ValidationError(_("This organisation has no e-mail address: call it."))
    alert(request, MessageKind.ESCALATION, professional=holder, now=now)
    record(request, EventKind.REMINDED, Actor.ANIMATOR, now)


def _half_days_tried(request: ContactRequest) -> int:
    """On how many different mornings and afternoons somebody tried to reach the young person."""
    tries = request.events.filter(kind=EventKind.STEP, to_status=RequestStatus.UNREACHABLE)
    zone = ZoneInfo(request.territory.time_zone)
    local = [at.astimezone(zone) for at in tries.values_list("at", flat=True)]
    return len({(at.date(), at.hour < NOON) for at in local})


def _tried_enough(request: ContactRequest) -> None:
    tried = _half_days_tried(request)
    if tried < TRIES:
        raise ValidationError(
            _(
                "Try again before you close it: %(needed)d times on different half-days; you"
                " have tried on %(count)d."
            )
            % {"needed": TRIES, "count": tried}
        )


def correctable_step(request: ContactRequest, now: datetime) -> RequestEvent | None:
    """The professional's last step, as long as it can be corrected."""
    last = _last_step(request)
    if (
        last is None
        or last.kind != EventKind.STEP
        or last.actor != Actor.PROFESSIONAL
        or last.at <= now - CORRECT_WITHIN
        or request.erased_at
        # Somebody else has been asked by now.
        or request.children.exists()
    ):
        return None
    return last


def call_off(request: ContactRequest, now: datetime) -> None:
    """Tell all who were asked to get in touch that nobody is waiting any more."""
    sent = request.messages.filter(kind__in=ASKING, state=MessageState.SENT)
    for to in {Addressee(one.recipient, language=one.language) for one in sent}:
        post(messages.withdrawal(request, to=to, now=now))


def cancel_waiting(request: ContactRequest, *kinds: str) -> None:
    """Take messages that have not left out of the outbox."""
    waiting = Message.objects.waiting().filter(request=request)
    if kinds:
        waiting = waiting.filter(kind__in=kinds)
    waiting.update(state=MessageState.CANCELLED)


def locked(request: ContactRequest) -> ContactRequest:
    """As it is now, and nobody else's until the end of the transaction."""
    return ContactRequest.objects.select_for_update(of=("self",)).in_hand().get(pk=request.pk)


def contact_of(request: ContactRequest) -> Contact:
    return Contact(request.contact_kind, unseal(request.sealed_contact))


def tell(
    request: ContactRequest, kind: MessageKind, now: datetime, *, after: timedelta = timedelta()
) -> None:
    """Write to the young person, by the way they chose."""
    told = messages.to_young_person(request, kind, contact=contact_of(request), now=now)
    if told:
        told.next_attempt_at = now + after
    post(told)


def _last_step(request: ContactRequest) -> RequestEvent | None:
    steps = request.events.filter(kind__in=[EventKind.STEP, EventKind.CORRECTED, EventKind.SENT])
    return steps.order_by("-pk").first()


def step(
    request: ContactRequest,
    to: RequestStatus,
    actor: Actor,
    now: datetime,
    *,
    by: Doer | None = None,
    detail: str = "",
) -> ContactRequest:
    """Move a locked request, if the table of next steps allows it, and write the event."""
    if not request.can_become(to):
        raise ValidationError(
            _("This request is “%(status)s”: it cannot become “%(to)s”."),
            code="illegal_step",
            params={"status": request.get_status_display(), "to": to.label},
        )
    before, request.status = request.status, to
    if to in ENDED_STATUSES:
        request.ended_at = now
    else:
        request.ended_at = None
    request.full_clean()
    request.save()
    if to not in WAITING_STATUSES:
        cancel_waiting(request, *ABOUT_WAITING)
    record(
        request, EventKind.STEP, actor, now, by=by, from_status=before, to_status=to, detail=detail
    )
    return request
