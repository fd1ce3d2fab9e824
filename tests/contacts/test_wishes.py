"""Which nudges a professional wants: the plan follows, and what a promise depends on leaves."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from contacts.deadlines import Calendar
from contacts.enums import Nudges
from contacts.models import MessageWishes
from contacts.plan import plan
from contacts.services import follow_plans, reveal_contact, withdraw_request
from contacts.services.wishing import choose_messages as choose_all
from contacts.wishes import HOURS, Wishes, in_one_letter, nudged_at
from tests.contacts.factories import (
    EMAIL,
    MONDAY,
    make_offer,
    make_organisation,
    make_professional,
    send,
)
from tests.contacts.test_following import at, follow
from tests.contacts.test_plan import CALENDAR, PROMISE, SENT, SENT_AT

MORNING = Wishes(Nudges.MORNING, 8)


def nudged(half_way, wishes, calendar=CALENDAR, sent_at=SENT_AT):
    moment = nudged_at(at(half_way), sent_at=sent_at, wishes=wishes, calendar=calendar)
    return moment and f"{moment:%a %d %H:%M}"


def test_a_nudge_leaves_as_it_is_due_in_the_morning_of_that_day_or_not_at_all():
    assert nudged("2026-11-25T14:30", Wishes()) == "Wed 25 14:30"
    assert nudged("2026-11-25T14:30", MORNING) == "Wed 25 08:00"
    assert nudged("2026-11-25T14:30", Wishes(Nudges.MORNING, 11)) == "Wed 25 11:00"
    assert nudged("2026-11-25T14:30", Wishes(Nudges.NONE)) is None


def test_what_was_sent_after_the_letter_of_the_morning_waits_for_the_next_one():
    sent_at = at("2026-11-27T09:30")
    assert nudged("2026-11-27T16:00", MORNING, sent_at=sent_at) == "Mon 30 08:00"
    closed = Calendar("Europe/Paris", closed=((at("2026-11-30").date(), at("2026-12-01").date()),))
    assert nudged("2026-11-27T16:00", MORNING, closed, sent_at) == "Wed 02 08:00"


@pytest.mark.parametrize("wishes", [Wishes(n, h) for n in Nudges for h in HOURS])
def test_whatever_is_wished_the_last_morning_and_the_climb_stay(wishes):
    usual = [one for one in plan(PROMISE, CALENDAR, [SENT]) if one.kind != "half_way"]
    wished = plan(PROMISE, CALENDAR, [SENT], wishes)
    assert [one for one in wished if one.kind != "half_way"] == usual
    assert len(wished) - len(usual) == (wishes.nudges != Nudges.NONE)
    assert all(one.at >= SENT_AT for one in wished)


def test_how_many_are_one_letter():
    assert [in_one_letter(count, Wishes()) for count in (1, 2, 3, 4)] == [False] * 3 + [True]
    assert [in_one_letter(count, MORNING) for count in (1, 2)] == [False, True]


@pytest.fixture
def samira(reims, person):
    account = person(None, email="samira@example.invalid")
    return make_professional(make_organisation(reims), user=account)


@pytest.fixture
def offer(reims, samira):
    return make_offer(reims, organisation=samira.organisation, professional=samira)


def choose_messages(**fields):
    return choose_all(**{"nudges": "one_by_one", "hour": 8, "language": "fr"} | fields)


def two(offer):
    return [send(offer, contact=f"jeune{n}@example.invalid").request for n in range(2)]


def test_by_default_each_nudge_is_a_letter(offer):
    two(offer)
    assert follow("2026-11-25T08:00") == []
    assert follow("2026-11-25T09:00") == [("nudge", "samira"), ("nudge", "samira")]


def test_in_the_morning_they_are_one_letter_and_the_last_day_is_another(offer, samira):
    choose_messages(user=samira.user, nudges="morning", hour=8)
    two(offer)
    assert follow("2026-11-25T07:59") == []
    assert follow("2026-11-25T08:00") == [("digest", "samira")]
    assert follow("2026-11-25T09:00") == []
    assert follow("2026-11-26T09:00") == [("digest", "samira")]


def test_one_alone_in_the_morning_is_a_nudge_like_another(offer, samira):
    choose_messages(user=samira.user, nudges="morning", hour=10)
    send(offer)
    assert follow("2026-11-25T09:00") == []
    assert follow("2026-11-25T10:00") == [("nudge", "samira")]


def test_who_wants_none_still_has_the_alert_the_last_day_and_what_follows(offer, samira):
    choose_messages(user=samira.user, nudges="none", hour=8)
    request = send(offer, contact=EMAIL).request
    assert [one.kind for one in request.messages.filter(side="professional")] == ["alert"]
    assert follow("2026-11-25T18:00") == []
    assert follow("2026-11-26T09:00") == [("last_day", "samira")]
    assert follow("2026-11-26T18:00") == [("told", "lea")]
    assert follow("2026-11-27T09:00") == [("escalation", "accueil")]


def test_a_choice_counts_for_what_waits_already(offer, samira):
    two(offer)
    choose_messages(user=samira.user, nudges="none", hour=8)
    assert follow("2026-11-25T09:00") == []
    choose_messages(user=samira.user, nudges="one_by_one", hour=8)
    assert follow("2026-11-25T09:01") == [("nudge", "samira"), ("nudge", "samira")]


def test_who_did_something_is_not_nudged_whatever_they_wish(offer, samira):
    choose_messages(user=samira.user, nudges="morning", hour=8)
    reveal_contact(request=send(offer).request, now=MONDAY + timedelta(hours=1), by=samira)
    assert follow("2026-11-25T18:00") == []


def test_it_counts_in_each_organisation_and_for_nobody_else(lyon, offer, samira, person):
    theirs = make_organisation(lyon, name="Les Clés", email="cles@example.invalid")
    there = make_professional(theirs, user=samira.user)
    colleague = make_professional(
        samira.organisation, first_name="Karim", user=person(None, email="karim@example.invalid")
    )
    choose_messages(user=samira.user, nudges="none", hour=8)
    send(make_offer(lyon, organisation=theirs, professional=there), place="69383")
    own = make_offer(lyon, organisation=samira.organisation, professional=colleague)
    send(own, contact=EMAIL, place="69383")
    assert follow("2026-11-25T09:00") == [("nudge", "karim")]


def test_all_that_is_written_to_a_person_is_in_their_language(offer, samira):
    choose_messages(user=samira.user, language="en")
    request = send(offer, contact=EMAIL).request
    alert = request.messages.get(side="professional")
    assert alert.language == "en"
    assert "/en/pro/demandes/" in alert.body
    assert "Somebody" in alert.body
    assert request.messages.get(side="young_person").language == "fr"
    follow("2026-11-25T09:00")
    request.messages.update(state="sent")
    withdraw_request(request=request, now=at("2026-11-25T10:00"))
    letters = request.messages.filter(side="professional").order_by("pk")
    assert [(one.kind, one.language) for one in letters] == [
        ("alert", "en"),
        ("nudge", "en"),
        ("withdrawal", "en"),
    ]


def test_a_colleague_and_the_house_are_written_to_in_theirs(offer, samira):
    choose_messages(user=samira.user, language="en")
    request = send(offer, contact=EMAIL).request
    assert follow("2026-11-27T09:00")
    house = request.messages.get(kind="escalation")
    assert (house.recipient, house.language) == ("accueil@example.invalid", "fr")


def test_a_worker_that_was_off_says_it_once(offer, samira):
    choose_messages(user=samira.user, nudges="morning", hour=8)
    two(offer)
    assert follow("2026-11-25T16:00") == [("digest", "samira")]
    assert follow("2026-11-25T16:01") == []
    with time_machine.travel(datetime.fromisoformat("2026-11-25T17:00+01:00"), tick=False):
        assert follow_plans() == 0


@pytest.mark.parametrize("fields", [{"nudges": "x"}, {"hour": 6}, {"hour": 13}, {"language": "de"}])
def test_what_is_no_choice_is_refused_and_nothing_is_kept(samira, fields):
    with pytest.raises(ValidationError):
        choose_messages(user=samira.user, **fields)
    assert not MessageWishes.objects.exists()
