"""What is left to be done about a request, and when: one pure function.

Before the promised date whoever has it in hand is nudged, half-way if nothing happened and on the
last morning. On the date itself the young person is told. After it the request climbs, one working
day apart: a colleague, the lead of the organisation, the animator of the territory. Whoever says
“nobody called me” makes it climb at once. Two days after a contact the young person is asked how it
went.

The plan is worked out again at each event, from the events alone: what was done late is followed by
what comes next, a working day later, and nothing is done twice.

A request to the first available of equivalent offers goes to the next of them, the date kept, when
it is declined, when nobody looked at it half-way, or when nobody is there by then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from contacts.deadlines import CLOSES, OPENS, Calendar
from contacts.enums import LEVELS, WAITING_STATUSES, Actor, DueKind, EventKind, RequestStatus
from contacts.wishes import Wishes, nudged_at

# The young person learns it at the end of the promised day, while somebody still answers a phone.
TOLD_AT = time(18)
# Working days that the animator has to find somebody.
ANIMATOR_HAS = 5
SURVEYED_AFTER = timedelta(days=2)
# A decline can be taken back before anybody else learns of it.
DECLINE_STANDS_AFTER = timedelta(minutes=30)
# Later than this, nobody remembers.
SURVEYED_WITHIN = timedelta(days=14)
USUAL = Wishes()
# What a professional does around a request, which brings nobody nearer to a call.
NOTHING_DONE_YET = frozenset({EventKind.HANDED_OVER, EventKind.RETURNED, EventKind.EXPORTED})


@dataclass(frozen=True)
class Promise:
    """A request as it was sent: `due_on` is the last day of the promise, shown before sending.

    `may_pass_on`: other offers of its pool are left; `away`: first and last days on which nobody
    of the one that has it is there."""

    sent_at: datetime
    due_on: date
    may_pass_on: bool = False
    away: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Happened:
    """One event: `detail` is a DueKind for a due step that was done."""

    kind: str
    at: datetime
    actor: str = Actor.SYSTEM
    to_status: str = ""
    detail: str = ""


@dataclass(frozen=True, order=True)
class Step:
    """To be done from `at`; of no use from `until`, if there is one."""

    at: datetime
    kind: DueKind
    until: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class _Story:
    """What the events come to. `touched` is whether a professional did anything; `tried_at` the
    last attempt without an answer, `met_at` the contact that still holds, `asked_at` the last
    “nobody called me”, `declined_at` the last decline; `done` when each due step was done last."""

    status: str
    touched: bool
    tried_at: datetime | None
    met_at: datetime | None
    asked_at: datetime | None
    declined_at: datetime | None
    done: dict[str, datetime]


def plan(
    promise: Promise,
    calendar: Calendar,
    events: Iterable[Happened],
    wishes: Wishes = USUAL,
) -> list[Step]:
    """The steps that are left, the first first: to ask how it went once somebody has been in touch,
    none once it is over.

    `events` are all those of the request, the oldest first; `wishes` those of whoever has it in
    hand.
    """
    story = _read(events)
    if story.status == RequestStatus.DECLINED:
        return _passed_on_once_declined(promise, story)
    if story.status in (RequestStatus.CONTACTED, RequestStatus.CLOSED):
        return _survey(calendar, story)
    if story.status not in WAITING_STATUSES:
        return []
    steps = _climb(promise, calendar, story)
    if story.asked_at is None:
        passed_on = _passed_on(promise, calendar, story)
        nudges = _nudges(promise, calendar, story, wishes, half_way=not passed_on)
        steps += [*passed_on, *nudges, *_told(promise, calendar, story)]
    return sorted(steps)


def _read(events: Iterable[Happened]) -> _Story:
    status, touched, done = "", False, {}
    tried_at = met_at = asked_at = declined_at = None
    for event in events:
        status = event.to_status or status
        touched = touched or (
            event.actor == Actor.PROFESSIONAL and event.kind not in NOTHING_DONE_YET
        )
        if event.kind == EventKind.STEP and event.to_status == RequestStatus.UNREACHABLE:
            tried_at = event.at
        elif event.to_status == RequestStatus.DECLINED:
            declined_at = event.at
        elif event.to_status == RequestStatus.CONTACTED:
            met_at = event.at
        elif event.kind == EventKind.NOT_CONTACTED:
            asked_at, met_at = event.at, None
        elif event.kind in (EventKind.CORRECTED, EventKind.SURVEYED):
            met_at = None
        elif event.kind == EventKind.DUE_STEP:
            done[event.detail] = event.at
    return _Story(status, touched, tried_at, met_at, asked_at, declined_at, done)


def _survey(calendar: Calendar, story: _Story) -> list[Step]:
    """At the hour of the contact, not at night; once for each contact."""
    asked = story.done.get(DueKind.SURVEY)
    if story.met_at is None or (asked and asked > story.met_at):
        return []
    moment = calendar.in_the_day(story.met_at + SURVEYED_AFTER)
    return [Step(moment, DueKind.SURVEY, story.met_at + SURVEYED_WITHIN)]


def _passed_on_once_declined(promise: Promise, story: _Story) -> list[Step]:
    passed_on = story.done.get(DueKind.PASS_ON)
    if (
        not promise.may_pass_on
        or story.declined_at is None
        or (passed_on and passed_on > story.declined_at)
    ):
        return []
    return [Step(story.declined_at + DECLINE_STANDS_AFTER, DueKind.PASS_ON)]


def _passed_on(promise: Promise, calendar: Calendar, story: _Story) -> list[Step]:
    """Half-way if nobody looked at it, sooner if nobody is there on the promised day; as long as
    somebody else can still keep the promise."""
    if not promise.may_pass_on or story.touched or DueKind.PASS_ON in story.done:
        return []
    until = calendar.at(promise.due_on + timedelta(days=1), time())
    moments = [_half_way(promise, calendar)]
    for first, last in promise.away:
        if first <= promise.due_on <= last:
            moments.append(max(promise.sent_at, calendar.at(first, OPENS)))
    return [Step(min(moments), DueKind.PASS_ON, until)]


def _half_way(promise: Promise, calendar: Calendar) -> datetime:
    end = calendar.at(promise.due_on, CLOSES)
    return calendar.in_hours(promise.sent_at + (end - promise.sent_at) / 2)


def _nudges(
    promise: Promise, calendar: Calendar, story: _Story, wishes: Wishes, *, half_way: bool
) -> list[Step]:
    if DueKind.LAST_MORNING in story.done:
        return []
    steps: list[Step] = []
    last_morning = calendar.at(promise.due_on, OPENS)
    if last_morning > promise.sent_at:
        until = calendar.at(promise.due_on + timedelta(days=1), time())
        steps.append(Step(last_morning, DueKind.LAST_MORNING, until))
    if half_way and not story.touched and DueKind.HALF_WAY not in story.done:
        usual = _half_way(promise, calendar)
        moment = nudged_at(usual, sent_at=promise.sent_at, wishes=wishes, calendar=calendar)
        if moment and calendar.day_of(moment) < promise.due_on:
            steps.append(Step(moment, DueKind.HALF_WAY, last_morning))
    return steps


def _told(promise: Promise, calendar: Calendar, story: _Story) -> list[Step]:
    if DueKind.TELL in story.done:
        return []
    return [Step(calendar.at(promise.due_on, TOLD_AT), DueKind.TELL)]


def _climb(promise: Promise, calendar: Calendar, story: _Story) -> list[Step]:
    """Level after level, then the end: nobody waits for ever."""
    levels = _levels_left(story)
    moment = _first_level_at(promise, calendar, story)
    steps = []
    for level in levels:
        steps.append(Step(moment, level))
        moment = calendar.at(calendar.day_after(calendar.day_of(moment)), OPENS)
    last = [steps[-1].at if steps else story.done[DueKind.ANIMATOR], story.tried_at]
    day = max(calendar.day_of(one) for one in last if one)
    end = calendar.at(calendar.day_after(day, ANIMATOR_HAS), OPENS)
    return [*steps, Step(end, DueKind.EXPIRE)]


def _levels_left(story: _Story) -> Sequence[DueKind]:
    reached = [level for level in LEVELS if level in story.done]
    left = LEVELS[LEVELS.index(reached[-1]) + 1 :] if reached else LEVELS
    asked = story.asked_at
    if not left and asked and asked > story.done[DueKind.ANIMATOR]:
        return (DueKind.ANIMATOR,)
    return left


def _first_level_at(promise: Promise, calendar: Calendar, story: _Story) -> datetime:
    climbed_at = max((at for kind, at in story.done.items() if kind in LEVELS), default=None)
    if story.asked_at and (climbed_at is None or climbed_at < story.asked_at):
        return story.asked_at
    # Who has just tried is left a day to try again.
    days = [calendar.day_of(moment) for moment in (climbed_at, story.tried_at) if moment]
    return calendar.at(calendar.day_after(max([promise.due_on, *days])), OPENS)
