from datetime import timedelta

import pytest
from django.utils import timezone

from search.models import SlowSearch
from search.query import Search
from search.services import find_offers
from search.slowness import KEPT, KEPT_FOR, keep_slow_search, slowest_searches, used_filters
from tests.search.conftest import TODAY, asked_in_words


@pytest.fixture
def everything_is_slow(settings):
    settings.SLOW_SEARCH_MILLISECONDS = 0


def test_a_slow_search_leaves_its_kind_and_not_its_words(
    public, settings, place, everything_is_slow
):
    settings.ELASTICSEARCH_URL = ""
    find_offers(asked_in_words("psy gratuit", day=TODAY, place=place("51454"), theme="health"))
    note = SlowSearch.objects.get()
    assert (note.engine, note.filters, note.results) == (
        "postgresql", ["place", "terms", "theme"], 0,
    )  # fmt: skip
    values = SlowSearch.objects.values().get().values()
    assert "psy" not in str(list(values))
    assert "51454" not in str(list(values))


def test_when_all_are_slow_one_note_a_second_is_enough(public, settings, everything_is_slow):
    settings.ELASTICSEARCH_URL = ""
    for _turn in range(3):
        find_offers(Search(day=TODAY))
    assert SlowSearch.objects.count() == 1


def test_a_fast_search_leaves_nothing(public, settings):
    settings.ELASTICSEARCH_URL = ""
    find_offers(Search(day=TODAY))
    assert not SlowSearch.objects.exists()


def test_the_slowest_of_the_week_are_kept(public):
    old = timezone.now() - KEPT_FOR - timedelta(minutes=1)
    SlowSearch.objects.create(asked_at=old, milliseconds=9000, engine="postgresql", results=1)
    for milliseconds in range(300, 300 + KEPT + 3):
        keep_slow_search(milliseconds, "elasticsearch", [], 0)
    kept = [note.milliseconds for note in slowest_searches()]
    assert kept == list(range(300 + KEPT + 2, 302, -1))
    assert SlowSearch.objects.count() == KEPT


def test_only_what_restricts_is_named():
    assert used_filters(Search(day=TODAY, language="en", page_size=50)) == []
    assert used_filters(Search(day=TODAY, near=False, page=2)) == ["near", "page"]
