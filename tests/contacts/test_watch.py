"""What the watch of promises finds: decisions without a database, then what they read."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contacts.deadlines import Calendar
from contacts.models import Absence, Message
from contacts.services import mark_contacted, reveal_contact
from contacts.watch import (
    Days,
    Delay,
    Kept,
    is_covered,
    is_overloaded,
    is_unopened,
    kept_promises,
    overloaded,
    uncovered,
    unopened,
    unrealistic,
    unrealistic_delays,
)
from tests.contacts.factories import (
    MONDAY,
    make_offer,
    make_organisation,
    make_professional,
    send,
)

PARIS = Calendar("Europe/Paris")
FRIDAY = datetime(2026, 11, 27, 9, tzinfo=UTC)
LATER = MONDAY + timedelta(days=14)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (FRIDAY + timedelta(days=1), False),
        # A weekend is no working day: Monday is the day to look.
        (FRIDAY + timedelta(days=3), False),
        (FRIDAY + timedelta(days=4), True),
    ],
)
def test_an_alert_is_unopened_once_a_whole_working_day_has_gone_by(now, expected):
    assert is_unopened(FRIDAY, now, PARIS) is expected


@pytest.mark.parametrize(
    ("taken", "expected"),
    [([9, 9, 9, 9], None), ([1, 2, 3, 9, 9], None), ([1, 2, 5, 6, 9], 5), ([4] * 5, 4)],
)
def test_a_delay_is_not_realistic_when_half_of_the_contacts_took_longer(taken, expected):
    assert unrealistic(3, taken) == expected


@pytest.mark.parametrize(("taken", "shown"), [(5, 5), (7, 7), (23, 7), (0, 1)])
def test_the_delay_to_show_is_from_one_day_to_seven(taken, shown):
    assert Delay(1, 0, taken).to_show == shown


def test_a_share_of_few_promises_is_hidden():
    assert Kept(1, "A", "", 4, 1).share is None
    assert Kept(1, "A", "", 5, 4).share == 80


def test_an_absence_is_covered_by_a_reachable_colleague_who_is_there_all_along():
    away, other = Days(date(2026, 12, 1), date(2026, 12, 5)), Days(date(2026, 12, 5), date.max)
    assert is_covered(away, reachable=True, backup_away=[])
    assert not is_covered(away, reachable=False, backup_away=[])
    assert not is_covered(away, reachable=True, backup_away=[other])
    assert is_covered(
        away, reachable=True, backup_away=[Days(date(2026, 12, 6), date(2026, 12, 9))]
    )


def test_an_offer_is_overloaded_when_both_weeks_are_full():
    assert is_overloaded(2, 2, 3)
    assert not is_overloaded(2, 2, 1)


def several(offer, count, *, now=MONDAY):
    return [
        send(offer, contact=f"jeune{n}.{now:%d%H}@example.invalid", now=now).request
        for n in range(count)
    ]


def alerted(request):
    Message.objects.filter(request=request, kind="alert").update(state="sent", sent_at=MONDAY)


def test_what_nobody_looked_at_is_unopened_until_somebody_does(reims, lyon, national, request_sent):
    alerted(request_sent)
    wednesday = MONDAY + timedelta(days=2)
    assert unopened(reims, MONDAY + timedelta(days=1)) == []
    assert unopened(reims, wednesday) == unopened(national, wednesday) == [request_sent]
    assert unopened(lyon, wednesday) == []
    reveal_contact(request=request_sent, now=wednesday)
    assert unopened(reims, wednesday) == []


def test_promises_are_added_up_by_organisation_then_by_offer(reims, lyon, offer):
    first, *_others = several(offer, 6)
    mark_contacted(request=first, now=MONDAY + timedelta(days=1))
    found = [
        (one.organisation, one.offer, one.due, one.kept) for one in kept_promises(reims, LATER)
    ]
    assert found == [
        ("Toits partagés", "", 6, 1),
        ("Toits partagés", "Une chambre chez l’habitant", 6, 1),
    ]
    assert kept_promises(lyon, LATER) == []
    assert kept_promises(reims, MONDAY) == []


def test_a_delay_that_half_of_the_contacts_outlast_is_told_with_the_one_to_show(reims, offer):
    for request in several(offer, 5):
        mark_contacted(request=request, now=MONDAY + timedelta(days=6))
    (found,) = unrealistic_delays(reims, LATER)
    assert (found.offer_id, found.shown, found.taken, found.to_show) == (offer.pk, 3, 6, 6)


def test_an_offer_that_is_full_for_two_weeks_is_told_once(reims, lyon):
    offer = make_offer(reims, weekly_capacity=2)
    several(offer, 3)
    assert overloaded(reims, MONDAY) == []
    several(offer, 1, now=MONDAY + timedelta(hours=1))
    assert overloaded(reims, MONDAY + timedelta(hours=2)) == [offer]
    assert overloaded(lyon, MONDAY + timedelta(hours=2)) == []


def test_an_absence_without_anybody_to_stand_in_is_told_when_an_offer_names_them(reims, lyon):
    organisation = make_organisation(reims)
    samira = make_professional(organisation)
    today = MONDAY.date()
    away = Absence.objects.create(
        professional=samira,
        starts_on=today + timedelta(days=10),
        ends_on=today + timedelta(days=20),
    )
    assert uncovered(reims, today) == []
    make_offer(reims, organisation=organisation, professional=samira)
    assert uncovered(reims, today) == [away]
    assert uncovered(lyon, today) == []
    assert uncovered(reims, today - timedelta(days=5)) == []
    samira.backup = make_professional(organisation, first_name="Karim")
    samira.save()
    assert uncovered(reims, today) == []
