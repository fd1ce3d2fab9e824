"""Responsiveness and room: what the order takes from how requests are answered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from contacts.models import ContactRequest
from contacts.services import erase_request, mark_contacted, withdraw_request
from contacts.signals import (
    PRIOR_REQUESTS,
    measure_responsiveness,
    measure_room,
    offers_with_a_limit,
    responsiveness,
    room_left,
)
from search.models import CatalogueOffer
from search.ranking import NEUTRAL_RESPONSIVENESS as NEUTRAL
from tenants.models import Territory
from tests.contacts.factories import MONDAY, make_offer, make_organisation, send

# A request of Monday 23 November is due on Thursday 26.
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def limited(reims):
    return make_offer(reims, weekly_capacity=4)


def measured(offer):
    offer.refresh_from_db()
    return offer.responsiveness


def several(offer, count, *, now=MONDAY):
    return [
        send(offer, contact=f"jeune{n}.{now:%d%H}@example.invalid", now=now).request
        for n in range(count)
    ]


def test_nothing_known_is_neutral():
    assert responsiveness(0, 0) == NEUTRAL


@pytest.mark.parametrize("due", [1, 2])
def test_few_requests_stay_close_to_neutral(due):
    assert abs(responsiveness(0, due) - NEUTRAL) < 0.15
    assert abs(responsiveness(due, due) - NEUTRAL) < 0.05


def test_many_requests_are_their_own_share():
    assert responsiveness(900, 1000) == pytest.approx(0.9, abs=0.005)
    assert responsiveness(0, 1000) < 0.01


def test_keeping_one_more_promise_is_always_better_and_one_less_worse():
    for due in range(1, 60):
        shares = [responsiveness(kept, due) for kept in range(due + 1)]
        assert shares == sorted(set(shares))
        assert all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize(
    ("capacity", "sent", "left"),
    [(None, 50, 1.0), (4, 0, 1.0), (4, 1, 0.75), (4, 4, 0.0), (4, 9, 0.0), (0, 0, 0.0)],
)
def test_room_is_what_is_left_of_the_week(capacity, sent, left):
    assert room_left(capacity, sent) == left


def test_a_promise_that_was_broken_counts_once_its_day_has_passed(offer):
    several(offer, 10)
    measure_responsiveness(now=MONDAY + timedelta(days=3))
    assert measured(offer) == NEUTRAL
    measure_responsiveness(now=FRIDAY)
    assert measured(offer) == responsiveness(0, 10)


def test_a_promise_that_was_kept_counts_for_the_organisation_s_other_offers(reims, offer):
    other = make_offer(reims, organisation=several(offer, 1)[0].organisation)
    several(offer, 9, now=MONDAY + timedelta(hours=1))
    for request in ContactRequest.objects.all():
        mark_contacted(request=request, now=MONDAY + timedelta(days=3))
    measure_responsiveness(now=FRIDAY)
    assert measured(offer) == measured(other) == responsiveness(10, 10)


@pytest.mark.parametrize(
    ("time_zone", "hour", "kept"),
    [
        # 22:30 UTC on the 26th: still the 26th in Paris, already the 27th in Nouméa, the 26th
        # all along in Fort-de-France.
        ("Europe/Paris", 22, True),
        ("Europe/Paris", 23, False),
        ("Pacific/Noumea", 12, True),
        ("Pacific/Noumea", 13, False),
        ("America/Martinique", 23, True),
    ],
)
def test_in_time_is_told_by_the_territory_s_clock(reims, offer, time_zone, hour, kept):
    request = several(offer, 1)[0]
    Territory.objects.filter(pk=reims.pk).update(time_zone=time_zone)
    ContactRequest.objects.filter(pk=request.pk).update(
        due_on=date(2026, 11, 26), contacted_at=datetime(2026, 11, 26, hour, 30, tzinfo=UTC)
    )
    measure_responsiveness(now=FRIDAY + timedelta(days=1))
    assert measured(offer) == round(responsiveness(int(kept), 1), 2)


def test_what_the_young_person_took_back_counts_neither_way(offer):
    for request in several(offer, 10):
        withdraw_request(request=request, now=MONDAY)
    measure_responsiveness(now=FRIDAY)
    assert measured(offer) == NEUTRAL


def test_what_was_erased_since_still_counts(offer):
    for request in several(offer, 10):
        request = mark_contacted(request=request, now=MONDAY)
        erase_request(request=request, now=MONDAY)
        ContactRequest.objects.filter(pk=request.pk).update(status="contacted")
    measure_responsiveness(now=FRIDAY)
    assert measured(offer) == responsiveness(10, 10)


def test_after_a_year_a_promise_no_longer_counts(offer):
    several(offer, 10)
    due = MONDAY + timedelta(days=3)
    measure_responsiveness(now=due + timedelta(days=365))
    assert measured(offer) < NEUTRAL
    measure_responsiveness(now=due + timedelta(days=366))
    assert measured(offer) == NEUTRAL


def test_one_request_takes_its_share_of_the_room(limited):
    several(limited, 1)
    measure_room(CatalogueOffer.objects.filter(pk=limited.pk), now=MONDAY)
    limited.refresh_from_db()
    assert limited.room == 0.75


def test_the_room_is_measured_when_a_request_is_sent(limited, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(limited, now=timezone.now())
    limited.refresh_from_db()
    assert limited.room == 0.75


def test_without_a_limit_a_request_measures_nothing(
    offer, limited, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as without:
        send(offer)
    with django_capture_on_commit_callbacks() as with_limit:
        send(limited)
    assert len(with_limit) == len(without) + 1


@pytest.mark.parametrize(
    ("time_zone", "sunday_evening_utc", "room"),
    [
        ("Europe/Paris", datetime(2026, 11, 29, 22, 59, tzinfo=UTC), 0.5),
        ("Europe/Paris", datetime(2026, 11, 29, 23, 1, tzinfo=UTC), 1.0),
        ("Pacific/Noumea", datetime(2026, 11, 29, 12, 59, tzinfo=UTC), 0.5),
        ("Pacific/Noumea", datetime(2026, 11, 29, 13, 1, tzinfo=UTC), 1.0),
        ("America/Martinique", datetime(2026, 11, 30, 3, 59, tzinfo=UTC), 0.5),
        ("America/Martinique", datetime(2026, 11, 30, 4, 1, tzinfo=UTC), 1.0),
    ],
)
def test_the_room_comes_back_on_monday_by_the_territory_s_clock(
    reims, limited, time_zone, sunday_evening_utc, room
):
    Territory.objects.filter(pk=reims.pk).update(time_zone=time_zone)
    several(limited, 2)
    measure_room(offers_with_a_limit(), now=MONDAY)
    measure_room(offers_with_a_limit(), now=sunday_evening_utc)
    limited.refresh_from_db()
    assert limited.room == room


def test_a_limit_that_is_lifted_gives_all_the_room_back(limited):
    several(limited, 4)
    measure_room(offers_with_a_limit(), now=MONDAY)
    CatalogueOffer.objects.update(weekly_capacity=None)
    measure_room(offers_with_a_limit(), now=MONDAY)
    limited.refresh_from_db()
    assert limited.room == 1.0


def test_a_translation_shares_the_room_of_its_offer(reims, limited):
    english = make_offer(
        reims,
        organisation=make_organisation(reims, name="La même"),
        translation_key=limited.translation_key,
        language="en",
        weekly_capacity=4,
    )
    several(limited, 1)
    several(english, 1, now=MONDAY + timedelta(hours=2))
    measure_room(CatalogueOffer.objects.filter(pk=limited.pk), now=MONDAY + timedelta(hours=3))
    rooms = set(CatalogueOffer.objects.values_list("room", flat=True))
    assert rooms == {0.5}


def test_measuring_all_costs_as_many_queries_for_twenty_offers_as_for_one(
    reims, limited, django_assert_num_queries
):
    with django_assert_num_queries(10) as first:
        measure_room(offers_with_a_limit(), now=MONDAY)
        measure_responsiveness(now=FRIDAY)
    organisation = make_organisation(reims, name="Autre")
    for _offer in range(19):
        make_offer(reims, organisation=organisation, weekly_capacity=3)
    with django_assert_num_queries(len(first)):
        measure_room(offers_with_a_limit(), now=MONDAY)
        measure_responsiveness(now=FRIDAY)


def test_the_prior_weighs_as_much_as_it_says():
    assert responsiveness(0, PRIOR_REQUESTS) == NEUTRAL / 2
