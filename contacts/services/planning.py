"""The plan of a request as it is stored: worked out again at each of its events."""

from datetime import datetime

from django.db import transaction

from contacts.deadlines import Calendar, subdivision
from contacts.enums import Actor, EventKind
from contacts.models import (
    ContactRequest,
    Doer,
    DueStep,
    InboxKey,
    MessageWishes,
    Professional,
    Relay,
    RequestEvent,
)
from contacts.plan import Happened, Promise, Step, plan
from contacts.wishes import Wishes

# The column of an event that says who did it.
SIGNED_IN = {Professional: "professional", InboxKey: "key", Relay: "relay"}


def record(
    request: ContactRequest,
    kind: EventKind,
    actor: Actor,
    now: datetime,
    *,
    by: Doer | Relay | None = None,
    **fields: str,
) -> None:
    """Add an event to a request that is locked, and put its plan right."""
    signed = {SIGNED_IN[type(by)]: by} if by else {}
    RequestEvent.objects.create(request=request, kind=kind, actor=actor, at=now, **signed, **fields)
    keep_plan(request)


def keep_plan(request: ContactRequest) -> None:
    steps = plan_of(request)
    request.due_steps.all().delete()
    DueStep.objects.bulk_create(
        DueStep(request=request, kind=step.kind, at=step.at, until=step.until) for step in steps
    )


def plan_of(request: ContactRequest) -> list[Step]:
    if request.erased_at:
        return []
    fields = ("kind", "at", "actor", "to_status", "detail")
    events = request.events.order_by("pk").values_list(*fields)
    return plan(
        _promise(request),
        calendar_of(request),
        [Happened(*event) for event in events],
        wishes_of(request.reachable_holder),
    )


def _promise(request: ContactRequest) -> Promise:
    if not request.pool_left():
        return Promise(request.sent_at, request.due_on)
    periods = list(request.organisation.closures.all()) if request.organisation else []
    periods += request.holder.absences.all() if request.holder else []
    away = tuple((one.starts_on, one.ends_on) for one in periods)
    return Promise(request.sent_at, request.due_on, may_pass_on=True, away=away)


def wishes_of(professional: Professional | None) -> Wishes:
    return MessageWishes.objects.of(professional and professional.user_id)


def calendar_of(request: ContactRequest) -> Calendar:
    closures = request.organisation.closures.all() if request.organisation else ()
    return Calendar(
        time_zone=request.territory.time_zone,
        subdivision=subdivision(request.commune),
        closed=tuple((one.starts_on, one.ends_on) for one in closures),
    )


def keep_all_plans() -> int:
    """Put all plans right, for a holiday or closing days that were added since; returns how many.

    The promised dates stay what they were.
    """
    count = 0
    for pk in ContactRequest.objects.waiting().values_list("pk", flat=True):
        with transaction.atomic():
            request = ContactRequest.objects.select_for_update(of=("self",)).in_hand().get(pk=pk)
            keep_plan(request)
        count += 1
    return count
