"""Both engines against the pure rule, on generated offers and searches; words apart."""

from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.decision import Tier, applies, in_order, is_shown, tier
from search.facts import facts_of
from search.indexing import index_waiting
from search.models import CatalogueOffer
from search.query import Search
from search.services import fill_row, find_offers
from tests.search.conftest import TODAY
from tests.search.factories import offer_fields, place_at

PLACES = ["51454", "69383", "69123", "46042", "75111"]
ZONES = [
    "commune:51454",
    "commune:69383",
    "commune:69123",
    "commune:75056",
    "epci:200067213",
    "epci:200046977",
    "departement:46",
    "departement:69",
    "region:44",
    "region:84",
    "pays:FR",
    "europe",
]
POINTS = [(49.25, 4.03), (48.96, 4.36), (45.75, 4.85), (44.44, 1.44), (48.85, 2.35), (-21.1, 55.5)]
CHOICES = {"housing_duration": ["tonight", "months", "year"], "situation": ["school", "work"]}
NUMBERS = ["age", "budget"]
page_ids = count(1)

some = st.sets
days = st.none() | st.integers(-2, 2).map(lambda shift: TODAY + timedelta(days=shift))
bounds = st.none() | st.integers(15, 30)
ranges = st.tuples(bounds, bounds).map(
    lambda pair: {
        name: value
        for name, value in zip(("min", "max"), sorted_bounds(*pair), strict=True)
        if value is not None
    }
)
criteria = st.fixed_dictionaries(
    {},
    optional={key: some(st.sampled_from(values)).map(sorted) for key, values in CHOICES.items()}
    | dict.fromkeys(NUMBERS, ranges),
)
# An answer of the wrong kind for its question says nothing.
answers = st.fixed_dictionaries(
    {},
    optional={
        key: some(st.sampled_from(values)).map(frozenset) | st.integers(15, 30)
        for key, values in CHOICES.items()
    }
    | dict.fromkeys(NUMBERS, st.integers(14, 31) | st.just(frozenset({"school"}))),
)
zones = st.tuples(
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from(ZONES), max_size=1),
).map(lambda pair: pair[0] + [f"-{zone}" for zone in pair[1] if zone not in pair[0]])
offers = st.builds(
    lambda **fields: fields,
    theme=st.sampled_from(["housing", "training"]),
    modes=some(st.sampled_from(["on_site", "remote", "at_home"]), min_size=1).map(sorted),
    points=st.lists(st.sampled_from(POINTS), max_size=3),
    zones=zones,
    criteria=criteria,
    starts_on=days,
    ends_on=days,
    shown_in=some(st.sampled_from(["fr", "en"]), min_size=1),
    territory=st.integers(0, 1),
)
searches = st.builds(
    lambda **asked: asked,
    place=st.none() | st.sampled_from(PLACES),
    theme=st.sampled_from(["", "housing"]),
    language=st.sampled_from(["fr", "fr", "en"]),
    mode=st.sampled_from(["", "", "on_site", "remote", "at_home"]),
    territories=st.none() | st.sets(st.integers(0, 1)),
    answers=answers,
    near=st.sampled_from([None, None, True, False]),
    day=st.just(TODAY) | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)


def sorted_bounds(low, high):
    return (high, low) if low is not None and high is not None and low > high else (low, high)


@contextmanager
def catalogue_of(offers, territories, engine):
    """The facts of these offers while they are published, all taken away afterwards."""
    rows = []
    for offer in offers:
        row = CatalogueOffer(territory=territories[offer["territory"]], page_id=next(page_ids))
        fields = {name: value for name, value in offer.items() if name not in SPECIAL}
        places = [place_at(lat, lon) for lat, lon in offer["points"]]
        fill_row(row, offer_fields(**fields, places=places, translation_key=uuid4()))
        row.shown_in = sorted(offer["shown_in"])
        rows.append(row)
    CatalogueOffer.objects.bulk_create(rows)
    settle(engine)
    try:
        yield [facts_of(row) for row in rows]
    finally:
        CatalogueOffer.objects.update(live=False)
        settle(engine)
        CatalogueOffer.objects.all().delete()


SPECIAL = {"points", "shown_in", "territory"}


def settle(engine):
    CatalogueOffer.objects.all().renumber()
    if engine == "elasticsearch":
        index_waiting()


@pytest.fixture
def territories(reims, national):
    return [reims, national]


def test_an_engine_returns_what_the_rule_says_in_its_order(engine, territories, place):
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.lists(offers, min_size=10, max_size=30), st.lists(searches, min_size=4, max_size=8))
    def check(generated, asked):
        with catalogue_of(generated, territories, engine) as facts:
            for question in asked:
                search = read_search(question, territories, place)
                expected = in_order((o for o in facts if applies(o, search)), search)
                results = find_offers(search)
                near = sum(tier(offer, search) == Tier.NEAR for offer in expected)
                assert results.engine == engine
                shown = [offer.key for offer in expected if is_shown(offer, search)]
                assert [hit.key for hit in results.hits] == shown
                assert (results.near_count, results.far_count) == (near, len(expected) - near)

    check()


def read_search(question, territories, place):
    chosen = question["territories"]
    return Search(
        **question
        | {
            "place": question["place"] and place(question["place"]),
            "territories": None if chosen is None else frozenset(territories[n].pk for n in chosen),
            "page_size": 100,
        }
    )
