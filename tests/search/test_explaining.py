"""An order explained: the parts add up to what the engine ordered by, and refusals to the rule."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import indexing
from search.decision import OfferFacts, applies
from search.explaining import PRECISION, explain_order
from search.facts import facts_of
from search.models import CatalogueOffer
from search.query import Search
from search.refusals import Refusal, refusals
from tenants.coverage import read_zones
from tests.search.conftest import TODAY, asked_in_words
from tests.search.factories import place_at, publish

REIMS = "51454"


@pytest.fixture
def explain(engine, public, place):
    """`explain("chambre", place=…)`: the order of the engine, explained."""

    def make(words="", **asked):
        if engine == "elasticsearch":
            indexing.index_waiting()
        return explain_order(asked_in_words(words, **({"day": TODAY} | asked)))

    return make


@pytest.fixture
def offers(reims):
    """Offers that differ in each part of their score."""
    publish(reims, title="Une chambre", places=[place_at(49.25, 4.03)], verified_on=TODAY)
    publish(
        reims,
        title="Un foyer",
        summary="Une chambre pour dormir.",
        places=[place_at(49.1, 4.2)],
        verified_on=TODAY - timedelta(days=400),
    )
    publish(reims, title="Se loger", body="Un studio, un logement.", places=[place_at(49.0, 4.1)])
    publish(reims, "remote", title="Une chambre par téléphone")
    publish(reims, "at_home", title="Chambre et logement", verified_on=TODAY + timedelta(days=300))
    row = CatalogueOffer.objects.get(card__title="Un foyer")
    CatalogueOffer.objects.filter(pk=row.pk).update(responsiveness=0.4, room=0.25)


@pytest.mark.parametrize("words", ["", "chambre", "chambre logement", "appart"])
@pytest.mark.parametrize("at", ["", REIMS])
def test_the_parts_of_each_offer_add_up_to_what_the_engine_ordered_by(
    explain, offers, find, place, words, at
):
    asked = {"place": place(at)} if at else {}
    order = explain(words, **asked)
    for near, listed in ((True, order.near), (False, order.far)):
        hits = find(words, near=near, **asked).hits
        assert [one.row.key for one in listed] == [hit.key for hit in hits]
        for one, hit in zip(listed, hits, strict=True):
            assert one.score.total == pytest.approx(hit.score, abs=PRECISION)
            assert one.forgiven == 0


def test_each_group_has_its_own_ranks(explain, offers, place):
    order = explain(place=place(REIMS))
    assert [one.rank for one in order.near] == [1, 2, 3, 4]
    assert [one.rank for one in order.far] == [1]
    assert order.far[0].row.card["title"] == "Une chambre par téléphone"


def test_equal_offers_say_that_they_were_drawn(explain, reims):
    for _number in range(3):
        publish(reims, "remote")
    assert [one.drawn for one in explain().far] == [False, True, True]


def test_an_explained_order_costs_three_queries(explain, offers, django_assert_max_num_queries):
    explain("chambre")
    search = asked_in_words("chambre", day=TODAY)
    CatalogueOffer.objects.count()
    with django_assert_max_num_queries(3):
        explain_order(search)


def test_a_row_says_all_that_the_rule_reads(reims):
    row = publish(
        reims,
        subtheme="housing_student",
        free=True,
        languages=["fr", "ar"],
        accessibility=["wheelchair"],
        hours=[{"days": ["sat"], "opens": "09:00", "closes": "12:00"}],
        criteria={"age": {"min": 18, "max": 25}},
    )
    facts = facts_of(CatalogueOffer.objects.get(pk=row.pk))
    assert facts.subtheme == "housing_student"
    assert facts.free
    assert facts.spoken == {"fr", "ar"}
    assert facts.accessibility == {"wheelchair"}
    assert len(facts.slots) == 1
    assert facts.criteria[0].minimum == 18
    assert facts.points == ((49.2583, 4.0317),)
    assert "chambr" in facts.texts["title"]


OFFER = OfferFacts(
    key="reims-1",
    sites=frozenset({1}),
    theme="housing",
    shown_in=frozenset({"fr"}),
    modes=frozenset({"on_site"}),
    coverage=read_zones(["epci:200067213"]),
    points=((49.2583, 4.0317),),
    texts={"title": ["chambr"]},
)
differences = st.fixed_dictionaries(
    {},
    optional={
        "language": st.sampled_from(["fr", "en"]),
        "territories": st.none() | st.sets(st.integers(1, 2)).map(frozenset),
        "place": st.sampled_from(["", REIMS, "69383"]),
        "theme": st.sampled_from(["", "housing", "training"]),
        "subtheme": st.sampled_from(["", "student"]),
        "organisation": st.none() | st.integers(0, 1),
        "mode": st.sampled_from(["", "on_site", "remote"]),
        "free": st.booleans(),
        "open_now": st.booleans(),
        "open_saturday": st.booleans(),
        "spoken": st.sampled_from(["", "ar"]),
        "accessibility": st.sampled_from(["", "wheelchair"]),
        "within_km": st.none() | st.sampled_from([5, 50]),
    },
)
days = st.none() | st.integers(-1, 1).map(lambda shift: TODAY + timedelta(days=shift))


@given(differences, days, days)
@settings(max_examples=300, deadline=None)
def test_an_offer_is_refused_exactly_when_the_rule_says_so(place, asked, starts_on, ends_on):
    if "place" in asked:
        asked = {**asked, "place": place(asked["place"]) if asked["place"] else None}
    offer = replace(OFFER, starts_on=starts_on, ends_on=ends_on)
    search = Search(day=TODAY, **asked)
    assert applies(offer, search) == (refusals(offer, search) == [])


def test_an_offer_without_the_words_says_so(reims, public):
    publish(reims, title="Une chambre")
    search = asked_in_words("permis", day=TODAY)
    assert refusals(OFFER, search) == [Refusal.WORDS]
    assert refusals(OFFER, asked_in_words("chambre", day=TODAY)) == []
