from datetime import UTC, datetime

import pytest

from search.hours import is_open, opens_on_saturday, read_slots
from tenants.provisioning import set_coverage
from tests.search.factories import publish

WEEK = [
    {"days": ["mon", "wed"], "opens": "09:00", "closes": "12:30"},
    {"days": ["sat"], "opens": "14:00", "closes": "18:00"},
]
MONDAY, SATURDAY = 23, 28


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "opened"),
    [
        (at(MONDAY, 8), True),  # 9:00 in Paris
        (at(MONDAY, 7, 59), False),
        (at(MONDAY, 11, 29), True),
        (at(MONDAY, 11, 30), False),
        (at(SATURDAY, 14), True),
        (at(SATURDAY, 17), False),
    ],
)
def test_it_is_open_from_the_first_minute_to_the_last_in_local_time(now, opened):
    assert is_open(read_slots(WEEK), now, "Europe/Paris") is opened


def test_the_hour_is_that_of_the_territory():
    assert is_open(read_slots(WEEK), at(MONDAY, 5, 30), "Indian/Reunion")
    assert not is_open(read_slots(WEEK), at(MONDAY, 8, 30), "Indian/Reunion")


def test_saturday_is_told_from_the_slots():
    assert opens_on_saturday(read_slots(WEEK))
    assert not opens_on_saturday(read_slots(WEEK[:1]))
    assert not opens_on_saturday(())


def test_hours_that_end_before_they_start_say_nothing():
    assert read_slots([{"days": ["mon"], "opens": "12:00", "closes": "09:00"}]) == ()


def test_open_now_is_told_by_the_clock_of_the_territory(reims, titles):
    set_coverage(territory=reims, zones=["departement:974"])
    mornings = [{"days": ["mon"], "opens": "08:00", "closes": "12:00"}]
    publish(reims, title="Une chambre à Saint-Denis", zones=["departement:974"], hours=mornings)
    # In La Réunion 10 in the morning, then 2 in the afternoon; in Paris 7, then 11.
    assert titles(open_now=True, now=at(MONDAY, 6)) == ["Une chambre à Saint-Denis"]
    assert titles(open_now=True, now=at(MONDAY, 10)) == []
