"""The counter table: filled at night, append-only, still there when contacts are gone."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from contacts.models import RequestCount
from contacts.models.requests import AppendOnlyError
from contacts.services import (
    answer_survey,
    correct_last_step,
    count_facts,
    decline,
    erase_request,
    mark_contacted,
)
from tests.contacts.factories import MONDAY, make_offer, send

NIGHT = MONDAY.replace(hour=4)


def after(days):
    return NIGHT + timedelta(days=days)


def told():
    """{(fact, detail): count}, added up."""
    found = {}
    for one in RequestCount.objects.all():
        key = (one.fact, one.detail)
        found[key] = found.get(key, 0) + one.count
    return {key: count for key, count in found.items() if count}


def test_a_day_counts_once_it_is_over(request_sent):
    assert count_facts(now=MONDAY + timedelta(hours=1)) == 0
    assert count_facts(now=after(1)) == 1
    row = RequestCount.objects.get()
    assert (row.month.isoformat(), row.territory, row.theme) == (
        "2026-11-01",
        request_sent.territory,
        "housing",
    )
    assert (row.organisation_name, row.fact, row.count) == ("Toits partagés", "sent", 1)


def test_counting_twice_adds_nothing(request_sent):
    mark_contacted(request=request_sent, now=MONDAY + timedelta(days=1))
    assert count_facts(now=after(3)) == 3
    assert count_facts(now=after(3)) == 0
    assert count_facts(now=after(4)) == 0


def test_a_week_without_a_worker_is_caught_up(offer, request_sent):
    count_facts(now=after(1))
    mark_contacted(request=request_sent, now=MONDAY + timedelta(days=2))
    send(offer, contact="b@example.invalid", now=MONDAY + timedelta(days=5))
    count_facts(now=after(9))
    assert told() == {("sent", ""): 2, ("in_time", ""): 1, ("hours", "48"): 1}


def test_what_is_taken_back_on_a_later_day_counts_below_zero(request_sent):
    evening = MONDAY.replace(hour=21)
    decline(request=request_sent, reason="full", now=evening)
    count_facts(now=after(1))
    assert told() == {("sent", ""): 1, ("declined", "full"): 1}
    correct_last_step(request=request_sent, now=evening + timedelta(hours=20))
    count_facts(now=after(2))
    assert told() == {("sent", ""): 1}
    assert set(RequestCount.objects.values_list("count", flat=True)) == {1, -1}


def test_counts_outlive_the_contact_and_the_organisation(request_sent):
    mark_contacted(request=request_sent, now=MONDAY + timedelta(hours=2))
    answer_survey(
        request=request_sent, contacted=True, helped="yes", now=MONDAY + timedelta(days=3)
    )
    count_facts(now=after(5))
    kept = told()
    assert kept["helped", "yes"] == 1
    request_sent.refresh_from_db()
    erase_request(request=request_sent, now=MONDAY + timedelta(days=6))
    count_facts(now=after(9))
    assert told() == kept


def test_nothing_rewrites_a_count(request_sent):
    count_facts(now=after(1))
    row = RequestCount.objects.get()
    row.count = 7
    for change in (
        row.save,
        row.delete,
        RequestCount.objects.all().delete,
        lambda: RequestCount.objects.update(count=7),
    ):
        with pytest.raises(AppendOnlyError):
            change()
    for statement in (
        "UPDATE contacts_requestcount SET count = 7",
        "DELETE FROM contacts_requestcount",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_territory_has_its_own_counts_and_the_country_all(reims, lyon, national, request_sent):
    send(make_offer(lyon), contact="c@example.invalid", place="69383")
    count_facts(now=after(1))
    counts = RequestCount.objects
    assert [counts.followed_by(one).count() for one in (reims, lyon, national)] == [1, 1, 2]


def test_counting_asks_as_much_for_ten_requests_as_for_one(
    offer, request_sent, django_assert_max_num_queries
):
    for number in range(9):
        send(offer, contact=f"d{number}@example.invalid")
    with django_assert_max_num_queries(10):
        count_facts(now=after(1))
