"""Searches are counted without anybody who made them."""

import time
from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection, connections

from search import logbook
from search.logbook import Logbook, box_of, close_weeks, note_search
from search.models import FEWEST_VISITORS, SearchedWords, WeekSalt

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _nothing_waits(public):
    logbook.write_down()
    SearchedWords.objects.all().delete()


@pytest.fixture
def type_words(reims):
    """`type_words("taf", visitors=12)`: each of them searches once; written on this day."""

    def search(words, *, visitors=1, who="visitor", territory=reims, found=True, day=MONDAY):
        for number in range(visitors):
            note_search(
                words=words,
                territory=territory,
                language="fr",
                found=found,
                visitor=f"{who} {number}",
            )
        logbook.write_down(day)

    return search


def told(territory, day=MONDAY):
    rows = SearchedWords.objects.told(territory, day).by_words()
    return {row["words"]: (row["total"], row["nothing"]) for row in rows}


# Two visitors in a hundred share a box, and more are then needed: twelve are always enough.
def test_words_of_enough_visitors_are_told(reims, type_words):
    type_words("Taf d’été", visitors=12)
    assert told(reims) == {"taf ete": (12, 0)}


@pytest.mark.parametrize("visitors", range(1, FEWEST_VISITORS))
def test_words_of_four_visitors_are_told_to_nobody(reims, type_words, visitors):
    type_words("taf", visitors=visitors)
    assert told(reims) == {}


def test_the_same_visitor_is_one_however_often_and_on_however_many_days(reims, type_words):
    for day in range(7):
        type_words("taf", day=MONDAY + timedelta(days=day))
    assert SearchedWords.objects.get(territory=reims).visitors == 1


def test_the_same_visitor_each_week_is_never_five(reims, type_words):
    for week in range(8):
        type_words("taf", day=MONDAY + timedelta(weeks=week))
    assert told(reims, MONDAY + timedelta(weeks=8)) == {}


def test_visitors_of_several_days_of_a_week_add_up(reims, type_words):
    for day in range(6):
        type_words("taf", visitors=2, who=f"day {day}", day=MONDAY + timedelta(days=day))
    assert told(reims) == {"taf": (12, 0)}


def test_two_processes_count_the_same_visitor_once(reims):
    for book in (Logbook(), Logbook()):
        book.note((reims.pk, "fr", "taf"), found=True, visitor="visitor 1")
        book.write_down(MONDAY)
    row = SearchedWords.objects.get(territory=reims)
    assert (row.searches, row.visitors) == (2, 1)


def test_the_country_counts_what_territories_are_not_told(reims, lyon, national, type_words):
    type_words("taf", visitors=4, who="a", territory=reims)
    type_words("taf", visitors=4, who="b", territory=lyon, found=False)
    type_words("taf", visitors=4, who="c", territory=national)
    assert told(reims) == told(lyon) == {}
    assert told(national) == {"taf": (12, 4)}


def test_who_searches_in_two_territories_is_one_visitor_of_the_country(
    reims, lyon, national, type_words
):
    type_words("taf", visitors=3, territory=reims)
    type_words("taf", visitors=3, territory=lyon)
    assert SearchedWords.objects.get(territory=national).visitors <= 3


def test_a_territory_is_told_nothing_of_its_neighbour(reims, lyon, type_words):
    type_words("taf", visitors=12, territory=reims)
    assert told(lyon) == {}


def test_after_three_months_words_are_no_longer_listed(reims, type_words):
    type_words("taf", visitors=12)
    assert told(reims, MONDAY + timedelta(weeks=12))
    assert not told(reims, MONDAY + timedelta(weeks=13))


def test_without_a_visitor_nothing_is_counted(reims):
    note_search(words="taf", territory=reims, language="fr", found=True, visitor="")
    assert logbook.write_down() == 0


def test_a_flood_of_words_stops_at_a_limit(reims, monkeypatch):
    monkeypatch.setattr(logbook, "MAX_WAITING", 10)
    for number in range(40):
        note_search(words=f"mot {number}", territory=reims, language="fr", found=True, visitor="a")
    assert logbook.write_down() == 10


def test_when_a_week_is_over_its_salt_its_boxes_and_its_rare_words_go(reims, type_words):
    type_words("taf", visitors=12)
    type_words("mot rare", visitors=4)
    close_weeks(MONDAY + timedelta(days=6))
    assert WeekSalt.objects.exists()
    assert SearchedWords.objects.filter(words="mot rare").exists()
    close_weeks(MONDAY + timedelta(days=7))
    assert not WeekSalt.objects.exists()
    assert not SearchedWords.objects.filter(words="mot rare").exists()
    assert SearchedWords.objects.get(territory=reims).seen == []
    assert told(reims) == {"taf": (12, 0)}


def test_the_first_search_of_a_week_destroys_the_salt_of_the_week_before(type_words):
    type_words("taf")
    before = bytes(WeekSalt.objects.get().value)
    type_words("taf", day=MONDAY + timedelta(days=7))
    assert WeekSalt.objects.get().week == MONDAY + timedelta(days=7)
    assert bytes(WeekSalt.objects.get().value) != before


def test_nothing_is_kept_for_more_than_thirteen_months(type_words):
    type_words("taf", visitors=12)
    close_weeks(MONDAY + timedelta(days=395))
    assert SearchedWords.objects.exists()
    close_weeks(MONDAY + timedelta(days=396))
    assert not SearchedWords.objects.exists()


def test_a_box_says_nothing_of_the_visitor_under_other_words_or_another_salt():
    boxes = {box_of(visitor="a", words=f"mot {n}", salt=b"salt") for n in range(100)}
    salted = {box_of(visitor="a", words="mot", salt=bytes([n])) for n in range(100)}
    assert len(boxes) > 50
    assert len(salted) > 50


@pytest.fixture
def forget_for_good():
    """What another thread committed does not end with the test's transaction."""
    yield

    def forget():
        SearchedWords.objects.all().delete()
        WeekSalt.objects.all().delete()
        connections.close_all()

    thread = Thread(target=forget)
    thread.start()
    thread.join()


@pytest.mark.usefixtures("forget_for_good")
def test_what_was_counted_is_written_down_by_itself_some_moments_later(reims, settings):
    settings.SEARCH_LOG_SECONDS = 0.05
    book = Logbook()
    book.note((reims.pk, "fr", "taf"), found=False, visitor="visitor 1")
    deadline = time.monotonic() + 10
    while not SearchedWords.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert SearchedWords.objects.get(territory=reims).found_nothing == 1


def test_a_search_writes_nothing_while_its_page_is_made(client_for, reims):
    client_for(reims).get("/recherche/?q=taf")
    connection.set_schema_to_public()
    assert not SearchedWords.objects.exists()
    assert logbook.write_down() == 1
