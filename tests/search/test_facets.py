"""What each filter would leave, against what it leaves."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from search.indexing import index_waiting
from search.query import FACETS, Search
from search.services import find_offers
from tests.search.conftest import TODAY, asked_in_words
from tests.search.factories import place_at, publish

OPEN = [{"days": ["mon", "sat"], "opens": "09:00", "closes": "18:00"}]
MONDAY_MORNING = datetime(2026, 11, 23, 10, tzinfo=UTC)
CHOSEN = [
    {},
    {"theme": "housing"},
    {"free": True, "mode": "on_site"},
    {"within_km": 10, "spoken": "ar"},
    {"open_now": True, "theme": "health"},
    {"near": True, "free": True},
]


@pytest.fixture
def catalogue(reims, index):
    publish(reims, title="Une chambre", theme="housing", subtheme="find", hours=OPEN)
    publish(reims, "remote", title="Une chambre à distance", theme="housing", free=False)
    publish(
        reims,
        title="Un médecin et une chambre",
        theme="health",
        places=[place_at(49.04, 3.96)],
        languages=["fr", "ar"],
        accessibility=["wheelchair"],
        hours=OPEN,
        organisation={"id": 9, "name": "Le Centre", "kind": "health"},
    )
    publish(reims, "at_home", title="Un psychologue", theme="health", languages=["ar"])
    index_waiting()


def typed(facet, value):
    if facet in {"free", "open_now", "open_saturday"}:
        return value == "true"
    return int(value) if facet in {"organisation", "within_km"} else value


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
@pytest.mark.parametrize("words", ["", "chambre"])
def test_a_facet_counts_what_one_would_get_its_own_filter_excepted(catalogue, place, words, chosen):
    search = replace(
        asked_in_words(words, day=TODAY),
        place=place("51454"),
        now=MONDAY_MORNING,
        with_facets=True,
        **chosen,
    )
    facets = find_offers(search).facets
    assert facets.keys() == set(FACETS)
    told = {
        (facet, value): count
        for facet, values in facets.items()
        for value, count in values.items()
        if typed(facet, value) not in {False, ""}
    }
    assert told
    for (facet, value), count in told.items():
        filtered = replace(search, needed=search.terms_needed, **{facet: typed(facet, value)})
        assert find_offers(filtered).count == count, (facet, value)


def test_facets_are_counted_only_for_whoever_asks(catalogue):
    assert find_offers(Search(day=TODAY)).facets is None


def test_postgresql_filters_and_counts_no_facet(reims, settings):
    settings.ELASTICSEARCH_URL = ""
    publish(reims, title="Une chambre")
    results = find_offers(Search(day=TODAY, with_facets=True, free=True))
    assert (results.count, results.facets) == (1, None)


def test_the_words_found_are_marked_as_safe_text(reims, index):
    publish(reims, title="Une chambre <b>calme</b> & meublée", summary="Des chambres en ville.")
    index_waiting()
    (hit,) = find_offers(asked_in_words("chambre", day=TODAY)).hits
    assert hit.marked == {
        "title": "Une <mark>chambre</mark> &lt;b&gt;calme&lt;/b&gt; &amp; meublée",
        "summary": "Des <mark>chambres</mark> en ville.",
    }


def test_english_is_read_as_english_and_french_stands_in_for_it(reims, titles):
    publish(reims, title="Renting rooms", summary="Housing.", language="en")
    publish(reims, title="Une formation", summary="Pour apprendre.")
    assert titles(language="en", words="room") == ["Renting rooms"]
    assert titles(language="en", words="rents") == ["Renting rooms"]
    assert titles(language="en", words="rented") == ["Renting rooms"]
    assert titles(language="en", words="formations") == ["Une formation"]
    assert titles(language="fr", words="room") == []
