"""Both engines against the pure rule, on generated offers and searches: words, filters, order."""

from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.decision import SCORE_DIGITS, Tier, applies, in_order, is_shown, score_of, tier
from search.facts import facts_of
from search.indexing import index_waiting
from search.knowledge import knowledge_of
from search.language.synonyms import read_rule
from search.language.understanding import understand
from search.models import CatalogueOffer
from search.query import Search
from search.services import fill_row, find_offers, shown_languages
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
CHOICES = {
    "housing_duration": ["tonight", "months", "year"],
    "situation": ["school", "work", "local_c3"],
    # What a territory adds has keys like these.
    "local_0f3a9c2e5b7d8146": ["local_a1", "local_b2"],
}
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
    | {"study_place": some(st.sampled_from(ZONES), max_size=3).map(sorted)}
    | dict.fromkeys(NUMBERS, ranges),
)
# An answer of the wrong kind for its question says nothing.
answers = st.fixed_dictionaries(
    {},
    optional={
        key: some(st.sampled_from(values)).map(frozenset) | st.integers(15, 30)
        for key, values in CHOICES.items()
    }
    | {"study_place": st.sampled_from(PLACES).map(lambda code: frozenset({f"commune:{code}"}))}
    | dict.fromkeys(NUMBERS, st.integers(14, 31) | st.just(frozenset({"school"}))),
)
zones = st.tuples(
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from(ZONES), max_size=1),
).map(lambda pair: pair[0] + [f"-{zone}" for zone in pair[1] if zone not in pair[0]])
WORDS = ["logement", "formation", "permis", "santé mentale", "psychologue", "forme", "emploi"]
# In English these two have other stems than in French.
WORDS += ["housing", "training"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" et ".join)
slots = st.builds(
    lambda days, opens: {"days": sorted(days), "opens": opens, "closes": "18:00"},
    days=some(st.sampled_from(["mon", "sat", "sun"]), min_size=1),
    opens=st.sampled_from(["09:00", "14:00"]),
)
offers = st.builds(
    lambda **fields: fields,
    theme=st.sampled_from(["housing", "training"]),
    modes=some(st.sampled_from(["on_site", "remote", "at_home"]), min_size=1).map(sorted),
    points=st.lists(st.sampled_from(POINTS), max_size=3),
    zones=zones,
    criteria=criteria,
    starts_on=days,
    ends_on=days,
    language=st.sampled_from(["fr", "fr", "en"]),
    translated=st.booleans(),
    territory=st.integers(0, 1),
    # The others whose sites show it.
    beside=st.sets(st.integers(0, 1)),
    title=texts,
    summary=texts,
    body=texts,
    subtheme=st.sampled_from(["", "find", "pay"]),
    organisation=st.sampled_from([7, 8]).map(
        lambda number: {"id": number, "name": f"Le Relais {number}", "kind": "association"}
    ),
    free=st.booleans(),
    languages=st.sampled_from([["fr"], ["fr", "ar"], []]),
    accessibility=st.sampled_from([[], ["wheelchair"]]),
    hours=st.lists(slots, max_size=2),
    verified_on=st.none() | st.integers(-800, 3).map(lambda shift: TODAY + timedelta(days=shift)),
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
    words=st.sampled_from(
        ["", "", "psy", "permis", "logement formation", "forme d’emploi", "house", "trained"]
    ),
    needed=st.sampled_from([1, 2]),
    subtheme=st.sampled_from(["", "", "find"]),
    organisation=st.sampled_from([None, None, 8]),
    free=st.sampled_from([False, False, True]),
    spoken=st.sampled_from(["", "", "ar"]),
    accessibility=st.sampled_from(["", "", "wheelchair"]),
    open_saturday=st.sampled_from([False, False, True]),
    open_now=st.sampled_from([False, False, True]),
    now=st.sampled_from([datetime(2026, 11, day, 10, tzinfo=UTC) for day in (23, 25, 28)]),
    within_km=st.sampled_from([None, None, 10, 50]),
)
KNOWN = knowledge_of(
    Counter(dict.fromkeys(["sante", "mentale", *WORDS], 3)),
    30,
    [read_rule("psy => psychologue, santé mentale")],
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
        # A page is found in its language, a French one in English too until it is translated.
        live = {row.language, "en"} if offer["translated"] else {row.language}
        row.sites = [territories[n].pk for n in {offer["territory"], *offer["beside"]}]
        row.shown_in = shown_languages(row.language, live, ["fr", "en"])
        rows.append(row)
    CatalogueOffer.objects.bulk_create(rows)
    settle(engine)
    try:
        yield [facts_of(row) for row in rows]
    finally:
        CatalogueOffer.objects.update(live=False)
        settle(engine)
        CatalogueOffer.objects.all().delete()


SPECIAL = {"points", "translated", "territory", "beside"}


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
                shown = [offer for offer in expected if is_shown(offer, search)]
                assert_same_order(results.hits, shown, search)
                assert (results.near_count, results.far_count) == (near, len(expected) - near)

    check()


def assert_same_order(hits, offers, search):
    """The same offers, each with the rule's score; two that are as good as equal may be told apart
    in their last digit by an engine that counts in 32 bits."""
    by_key = {offer.key: offer for offer in offers}
    assert {hit.key for hit in hits} == by_key.keys()
    scores = [score_of(by_key[hit.key], search).total for hit in hits]
    assert [hit.score for hit in hits] == pytest.approx(scores, abs=2e-4)
    assert all(better > worse - 2e-4 for better, worse in pairwise(scores))
    exact = [round(one, SCORE_DIGITS) for one in scores]
    if len(set(exact)) == len(exact):
        assert [hit.key for hit in hits] == [offer.key for offer in offers]


def read_search(question, territories, place):
    chosen = question["territories"]
    words = question["words"]
    return Search(
        **{name: value for name, value in question.items() if name != "words"}
        | {
            "terms": understand(words, KNOWN, place_allowed=False).terms,
            "place": question["place"] and place(question["place"]),
            "territories": None if chosen is None else frozenset(territories[n].pk for n in chosen),
            "page_size": 100,
        }
    )
