"""The rules of the twelve steps, without a database."""

from datetime import date

import pytest

from portal.deployment.steps import (
    ACTS,
    Actor,
    Move,
    PublicStatus,
    State,
    awaited_since,
    following,
    may_act,
    moves,
    public_status,
    reminder_is_due,
)

DAY = date(2026, 3, 2)


def test_twelve_steps_follow_one_another():
    assert sorted({act.number for act in ACTS}) == list(range(1, 13))
    assert [act.number for act in ACTS] == sorted(act.number for act in ACTS)
    assert following("interest") == "request"
    assert following(ACTS[-1].key) == ""


@pytest.mark.parametrize(
    ("awaits", "theirs"),
    [
        ("opinion", {Actor.REGIONAL}),
        ("authorisation", {Actor.DEPARTMENTAL}),
        ("specifications", {Actor.COMMITTEE, Actor.DEPARTMENTAL}),
        ("opening", {Actor.NATIONAL}),
    ],
)
def test_each_act_is_of_some_and_of_nobody_else(awaits, theirs):
    assert {one for one in Actor if may_act(State.UNDER_WAY, awaits, {one})} == theirs
    assert not any(may_act(State.SUSPENDED, awaits, {one}) for one in Actor)


def test_levels_suspend_and_take_up_again_and_each_reader_comments():
    assert moves(State.UNDER_WAY, {Actor.REGIONAL}) == {Move.COMMENT, Move.SUSPEND}
    assert moves(State.STOPPED, {Actor.DEPARTMENTAL}) == {Move.COMMENT, Move.TAKE_UP}
    assert moves(State.UNDER_WAY, {Actor.COMMITTEE}) == {Move.COMMENT}
    assert moves(State.UNDER_WAY, set()) == set()


def test_what_everybody_may_know_of_a_place():
    told = {act.key: public_status(State.UNDER_WAY, act.key) for act in ACTS}
    assert told["interest"] is None
    assert told["request"] == told["authorisation"] == PublicStatus.INTERESTED
    assert told["meeting"] == told["launch"] == PublicStatus.ENGAGED
    assert told["report"] == told["evaluation"] == PublicStatus.OPEN
    assert public_status(State.COMPLETE, "") == PublicStatus.OPEN
    assert public_status(State.SUSPENDED, "meeting") is None


def test_a_report_is_waited_for_one_year_after_the_launch():
    assert awaited_since("opinion", DAY, None) == DAY
    assert awaited_since("report", DAY, date(2026, 3, 1)) == date(2027, 3, 1)
    assert awaited_since("report", DAY, date(2028, 2, 29)) == date(2029, 3, 1)
    assert awaited_since("evaluation", DAY, date(2026, 3, 1)) == date(2029, 3, 1)
    assert awaited_since("report", date(2027, 5, 2), date(2026, 3, 1)) == date(2027, 5, 2)


def test_one_letter_after_each_delay_even_when_a_day_was_missed():
    delays = (0, 14)

    def due(day, written_on=None):
        return reminder_is_due(DAY, date(2026, 3, day), written_on, delays)

    assert not due(1)
    assert due(2)
    assert not due(5, DAY)
    assert due(18, DAY)
    assert not due(30, date(2026, 3, 18))
