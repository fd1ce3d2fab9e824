"""The plan: a pure function of what was promised, of a calendar, and of what happened."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.deadlines import Calendar
from contacts.enums import LEVELS, Actor, DueKind, EventKind, RequestStatus
from contacts.plan import Happened, Promise, plan

PARIS = ZoneInfo("Europe/Paris")
CALENDAR = Calendar("Europe/Paris")
# Monday 23 November 2026 at 14:12, for Thursday 26.
SENT_AT = datetime(2026, 11, 23, 14, 12, tzinfo=PARIS)
PROMISE = Promise(SENT_AT, date(2026, 11, 26))
SENT = Happened(EventKind.SENT, SENT_AT, Actor.YOUNG_PERSON, RequestStatus.NEW)


def at(text, zone=PARIS):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def step(status, when, actor=Actor.PROFESSIONAL):
    return Happened(EventKind.STEP, at(when), actor, status)


def done(kind, when):
    return Happened(EventKind.DUE_STEP, at(when), detail=kind)


def revealed(when):
    return Happened(EventKind.REVEALED, at(when), Actor.PROFESSIONAL)


def nobody_called(when):
    return Happened(
        EventKind.NOT_CONTACTED, at(when), Actor.YOUNG_PERSON, to_status=RequestStatus.NEW
    )


def told(*events, promise=PROMISE, calendar=CALENDAR):
    """[(kind, local time)] of what is left."""
    zone = ZoneInfo(calendar.time_zone)
    return [
        (one.kind.value, f"{one.at.astimezone(zone):%Y-%m-%dT%H:%M}")
        for one in plan(promise, calendar, [SENT, *events])
    ]


def test_a_request_that_nobody_touches_is_followed_to_its_end():
    assert told() == [
        ("half_way", "2026-11-25T09:00"),
        ("last_morning", "2026-11-26T09:00"),
        ("tell", "2026-11-26T18:00"),
        ("colleague", "2026-11-27T09:00"),
        ("lead", "2026-11-30T09:00"),
        ("animator", "2026-12-01T09:00"),
        ("expire", "2026-12-08T09:00"),
    ]


def test_half_way_waits_for_an_office_to_open():
    sent_at = at("2026-11-20T09:00")  # half-way to Tuesday is Sunday at half past one
    promise = Promise(sent_at, date(2026, 11, 24))
    assert told(promise=promise)[0] == ("half_way", "2026-11-23T09:00")


def test_half_way_inside_a_working_day_stays_where_it_is():
    promise = Promise(at("2026-11-23T09:00"), date(2026, 11, 26))
    assert told(promise=promise)[0] == ("half_way", "2026-11-25T09:00")
    promise = Promise(at("2026-11-23T16:00"), date(2026, 11, 25))
    assert told(promise=promise)[0] == ("half_way", "2026-11-24T17:00")


def test_a_promise_for_tomorrow_has_its_last_morning_only():
    promise = Promise(SENT_AT, date(2026, 11, 24))
    assert [kind for kind, _at in told(promise=promise)][:2] == ["last_morning", "tell"]


def test_whoever_has_looked_at_it_is_not_nudged_half_way_but_on_the_last_morning():
    kinds = [kind for kind, _at in told(revealed("2026-11-23T15:00"))]
    assert kinds[:2] == ["last_morning", "tell"]


@pytest.mark.parametrize(
    "status",
    sorted(
        set(RequestStatus) - {RequestStatus.NEW, RequestStatus.UNREACHABLE, RequestStatus.CONTACTED}
    ),
)
def test_nothing_is_left_once_it_is_over(status):
    assert told(step(status, "2026-11-24T10:00")) == []


def test_once_somebody_is_in_touch_one_is_asked_two_days_later_how_it_went():
    contacted, closed = step("contacted", "2026-11-24T10:00"), step("closed", "2026-11-24T10:05")
    asked = [("survey", "2026-11-26T10:00")]
    assert told(contacted) == told(contacted, closed) == asked
    assert told(contacted, done("survey", "2026-11-26T10:00")) == []
    answered = Happened(EventKind.SURVEYED, at("2026-11-25T10:00"), Actor.YOUNG_PERSON)
    assert told(contacted, answered) == []


def test_a_correction_brings_the_plan_back():
    corrected = Happened(
        EventKind.CORRECTED, at("2026-11-24T10:05"), Actor.PROFESSIONAL, RequestStatus.NEW
    )
    kinds = [kind for kind, _at in told(step("contacted", "2026-11-24T10:00"), corrected)]
    assert kinds == ["last_morning", "tell", "colleague", "lead", "animator", "expire"]


def test_who_has_tried_is_left_a_working_day_to_try_again():
    tried = step("unreachable", "2026-11-27T16:00")
    assert ("colleague", "2026-11-30T09:00") in told(tried)


def test_each_level_comes_a_working_day_after_the_one_before_however_late_that_was():
    late = done("colleague", "2026-12-01T15:30")  # the worker was off for two days
    assert [one for one in told(late) if one[0] in (*LEVELS, "expire")] == [
        ("lead", "2026-12-02T09:00"),
        ("animator", "2026-12-03T09:00"),
        ("expire", "2026-12-10T09:00"),
    ]


def test_a_level_where_nobody_was_counts_as_done():
    kinds = [kind for kind, _at in told(done("animator", "2026-11-27T09:00"))]
    assert not set(kinds) & set(LEVELS)
    assert "expire" in kinds


def test_nobody_called_climbs_at_once_and_forgets_the_nudges():
    asked = nobody_called("2026-11-27T20:14")
    assert told(done("tell", "2026-11-26T18:00"), asked) == [
        ("colleague", "2026-11-27T20:14"),
        ("lead", "2026-11-30T09:00"),
        ("animator", "2026-12-01T09:00"),
        ("expire", "2026-12-08T09:00"),
    ]


def test_nobody_called_after_a_false_contact_climbs_before_the_date():
    story = [step("contacted", "2026-11-23T15:00"), nobody_called("2026-11-23T18:30")]
    assert told(*story)[0] == ("colleague", "2026-11-23T18:30")


def test_nobody_called_after_all_levels_reaches_the_animator_again():
    story = [done("animator", "2026-12-01T09:00"), nobody_called("2026-12-03T10:00")]
    assert told(*story)[0] == ("animator", "2026-12-03T10:00")


def test_the_last_morning_is_of_no_use_the_day_after_and_half_way_not_after_it():
    steps = {one.kind: one.until for one in plan(PROMISE, CALENDAR, [SENT])}
    assert steps[DueKind.HALF_WAY] == at("2026-11-26T09:00")
    assert steps[DueKind.LAST_MORNING] == at("2026-11-27T00:00")
    assert steps[DueKind.COLLEAGUE] is None


def test_hours_are_those_of_the_place_the_day_the_clocks_change():
    # Summer time ends on Sunday 25 October 2026.
    promise = Promise(at("2026-10-23T10:00"), date(2026, 10, 26))
    steps = plan(promise, CALENDAR, [Happened(EventKind.SENT, promise.sent_at, to_status="new")])
    last_morning = next(one for one in steps if one.kind == DueKind.LAST_MORNING)
    assert last_morning.at.astimezone(ZoneInfo("UTC")).hour == 8
    promise = Promise(at("2026-10-20T10:00"), date(2026, 10, 22))
    steps = plan(promise, CALENDAR, [Happened(EventKind.SENT, promise.sent_at, to_status="new")])
    last_morning = next(one for one in steps if one.kind == DueKind.LAST_MORNING)
    assert last_morning.at.astimezone(ZoneInfo("UTC")).hour == 7


@pytest.mark.parametrize(
    ("calendar", "colleague"),
    [
        (Calendar("Europe/Paris"), "2026-04-03T09:00"),
        (Calendar("Europe/Paris", "6AE"), "2026-04-07T09:00"),  # Good Friday, Easter Monday
        (Calendar("Indian/Reunion", "974"), "2026-04-03T09:00"),
        (
            Calendar("Europe/Paris", closed=((date(2026, 4, 3), date(2026, 4, 7)),)),
            "2026-04-08T09:00",
        ),
    ],
)
def test_working_days_are_those_of_the_place_and_of_the_organisation(calendar, colleague):
    promise = Promise(at("2026-03-30T10:00"), date(2026, 4, 2))
    assert ("colleague", colleague) in told(promise=promise, calendar=calendar)


KINDS = st.sampled_from(list(DueKind))
MOMENTS = st.integers(0, 60 * 24 * 20).map(lambda minutes: SENT_AT + timedelta(minutes=minutes))
EVENTS = st.one_of(
    st.builds(lambda at, kind: Happened(EventKind.DUE_STEP, at, detail=kind), MOMENTS, KINDS),
    st.builds(lambda at: Happened(EventKind.REVEALED, at, Actor.PROFESSIONAL), MOMENTS),
    st.builds(
        lambda at, status: Happened(EventKind.STEP, at, Actor.PROFESSIONAL, status),
        MOMENTS,
        st.sampled_from(list(RequestStatus)),
    ),
    st.builds(
        lambda at: Happened(EventKind.NOT_CONTACTED, at, Actor.YOUNG_PERSON, RequestStatus.NEW),
        MOMENTS,
    ),
)


# A busy machine draws slowly.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, max_size=12))
def test_whatever_happens_nobody_waits_for_ever_and_nothing_is_planned_twice(events):
    events.sort(key=lambda event: event.at)
    steps = plan(PROMISE, CALENDAR, [SENT, *events])
    kinds = [one.kind for one in steps]
    assert len(kinds) == len(set(kinds))
    status = [event.to_status for event in [SENT, *events] if event.to_status][-1]
    waiting = status in (RequestStatus.NEW, RequestStatus.UNREACHABLE)
    assert (DueKind.EXPIRE in kinds) == waiting
    climbing = [one.at for one in steps if one.kind in LEVELS]
    assert climbing == sorted(climbing)
    assert [one.kind for one in steps if one.kind in LEVELS] == [
        level for level in LEVELS if level in kinds
    ]
