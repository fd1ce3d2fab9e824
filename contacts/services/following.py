"""Doing what the plans hold, when its time comes.

A request is locked while one of its steps is done, and the event, the message and the new plan are
written in the same transaction: whatever is killed, the step is done once or still to do.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contacts import messages
from contacts.enums import LEVELS, Actor, DueKind, EventKind, MessageKind, RequestStatus
from contacts.messages import Addressee
from contacts.models import ContactRequest, DueStep, Professional
from contacts.plan import Step
from contacts.services.alerting import address_of, alert, alert_together, animators_of
from contacts.services.planning import calendar_of, keep_plan, plan_of, record, wishes_of
from contacts.services.pooling import pass_on_in_pool
from contacts.services.queue import post
from contacts.services.steps import step, tell
from contacts.wishes import in_one_letter
from tenants.accounts.models import User

logger = logging.getLogger(__name__)

BATCH = 500
PUT_OFF = timedelta(minutes=10)
TOLD = {DueKind.TELL: MessageKind.TOLD, DueKind.SURVEY: MessageKind.SURVEY}
NUDGES = {DueKind.HALF_WAY: MessageKind.NUDGE, DueKind.LAST_MORNING: MessageKind.LAST_DAY}


def follow_plans(clock: Callable[[], datetime] = timezone.now) -> int:
    """Do all that is due; returns how many requests were taken up."""
    handled = 0
    while handled < BATCH and _follow_next(clock()):
        handled += 1
    return handled


@transaction.atomic
def _follow_next(now: datetime) -> bool:
    request = _due(now).first()
    if request is None:
        return False
    try:
        with transaction.atomic():
            _do_what_is_due(request, now)
    except Exception:  # whatever is wrong with this one, the others must not wait
        logger.exception("The plan of request %s could not be followed.", request.pk)
        request.due_steps.due(now).update(at=now + PUT_OFF)
    return True


def _due(now: datetime) -> QuerySet:
    """Requests with a step to do, that no other worker holds."""
    steps = DueStep.objects.due(now).order_by("at", "pk").values("request")
    return (
        ContactRequest.objects.filter(pk__in=steps[:BATCH])
        .in_hand()
        .select_for_update(of=("self",), skip_locked=True)
    )


def _do_what_is_due(request: ContactRequest, now: datetime) -> None:
    """One step after the other, each seen with what the one before has changed."""
    due = _first_due(request, now)
    if due is None:
        # A calendar that has changed since has moved what was thought due.
        keep_plan(request)
    while due:
        if due.kind in NUDGES:
            _nudge(request, due, now)
        elif due.kind in TOLD:
            tell(request, TOLD[due.kind], now)
            _done(request, due.kind, now)
        elif due.kind == DueKind.EXPIRE:
            _expire(request, now)
        elif due.kind == DueKind.PASS_ON:
            pass_on_in_pool(request=request, now=now)
        else:
            _climb(request, due.kind, now)
        due = _first_due(request, now)


def _first_due(request: ContactRequest, now: datetime) -> Step | None:
    due = (one for one in plan_of(request) if one.at <= now and (not one.until or now < one.until))
    return next(due, None)


def _done(request: ContactRequest, kind: DueKind, now: datetime) -> None:
    record(request, EventKind.DUE_STEP, Actor.SYSTEM, now, detail=kind)


def _nudge(request: ContactRequest, due: Step, now: datetime) -> None:
    """To whoever has it in hand; several of theirs that are due are one letter, as they wish."""
    holder = request.reachable_holder
    address = address_of(request, holder)
    together = [(request, due), *_nudges_beside(request, now)]
    if address and not in_one_letter(len(together), wishes_of(holder)):
        together = together[:1]
        alert(request, NUDGES[due.kind], professional=holder, now=now)
    elif address:
        alert_together([one for one, _due in together], professional=holder, now=now)
    for one, its_due in together:
        _done(one, its_due.kind, now)


def _nudges_beside(request: ContactRequest, now: datetime) -> list[tuple[ContactRequest, Step]]:
    same = _due(now).filter(
        organisation=request.organisation_id,
        holder=request.holder_id,
        territory=request.territory_id,
    )
    beside = [(one, _first_due(one, now)) for one in same.exclude(pk=request.pk)]
    return [(one, due) for one, due in beside if due and due.kind in NUDGES]


def _expire(request: ContactRequest, now: datetime) -> None:
    step(request, RequestStatus.EXPIRED, Actor.SYSTEM, now)
    tell(request, MessageKind.EXPIRED, now)


def _climb(request: ContactRequest, wanted: DueKind, now: datetime) -> None:
    """To this level, or where nobody is, to the next one at once."""
    for level in LEVELS[LEVELS.index(wanted) :]:
        if level == DueKind.ANIMATOR:
            _call_animators(request, now)
        elif not _pass_on(request, level, now):
            continue
        _done(request, level, now)
        return


def _pass_on(request: ContactRequest, level: DueKind, now: datetime) -> bool:
    """Whether somebody new of the organisation has it in hand now."""
    already = request.links.values("professional")
    day = calendar_of(request).day_of(now)
    found = (
        Professional.objects.of_level(level, request.holder_id)
        .reachable()
        .present(day)
        .filter(organisation=request.organisation_id)
        .exclude(pk__in=already.exclude(professional=None))
        .first()
    )
    if found is None and not (level == DueKind.LEAD and _house_is_not_told(request)):
        return False
    request.holder = found
    request.save(update_fields=["holder"])
    alert(request, MessageKind.ESCALATION, professional=found, now=now)
    return True


def _house_is_not_told(request: ContactRequest) -> bool:
    """Whether the organisation has an address of its own, to which nothing was written yet."""
    address = address_of(request, None)
    return bool(address) and not request.links.filter(professional=None).exists()


def _call_animators(request: ContactRequest, now: datetime) -> None:
    people = animators_of(request.territory)
    if not people:
        national = User.objects.filter(is_superuser=True, is_active=True)
        people = [Addressee(address) for address in national.values_list("email", flat=True)]
    for to in people:
        post(messages.to_animator(request, to=to, now=now))
