"""Equal offers are first equally often, and nothing an organisation writes moves one of them up."""

from datetime import timedelta
from statistics import mean

import pytest

from search.decision import in_order, score_of
from search.facts import facts_of
from search.fairness import draw, factor_of, seed_of
from search.indexing import index_waiting
from search.models import CatalogueOffer
from search.query import Search
from search.services import find_offers, publish_offer
from tests.search.conftest import TODAY, asked_in_words
from tests.search.factories import offer_fields, publish

DAYS = [TODAY + timedelta(days=n) for n in range(60)]
EQUALS = 5
# Chi-square with four degrees of freedom: one fair draw in a thousand goes beyond the first, one in
# twenty beyond the second.
ONE_IN_A_THOUSAND, ONE_IN_TWENTY = 18.47, 9.49


def chi_square(firsts, keys):
    expected = len(firsts) / len(keys)
    return sum((firsts.count(key) - expected) ** 2 / expected for key in keys)


def firsts_of(keys):
    return [min(keys, key=lambda key: draw(seed_of(key), factor_of(day))) for day in DAYS]


def test_over_sixty_days_equal_keys_are_first_equally_often():
    groups = [[f"lyon-{group * 37 + n}" for n in range(EQUALS)] for group in range(400)]
    found = [chi_square(firsts_of(keys), keys) for keys in groups]
    # As many unlikely groups as chance makes, and not a few more.
    assert mean(found) == pytest.approx(EQUALS - 1, abs=0.6)
    assert sum(value > ONE_IN_TWENTY for value in found) / len(found) < 0.08
    assert sum(value > ONE_IN_A_THOUSAND for value in found) / len(found) < 0.01


@pytest.mark.parametrize("asked", [{}, {"words": "chambre"}])
def test_over_sixty_days_an_engine_shows_equal_offers_first_equally_often(
    engine, reims, lyon, public, asked
):
    # Numbers of our own: other days' chance is not this test's.
    rows = [
        publish_offer(
            territory=(reims, lyon)[n % 2],
            page_id=9000 + n,
            fields=offer_fields("remote", "everywhere"),
        )
        for n in range(EQUALS)
    ]
    keys = [row.key for row in rows]
    if engine == "elasticsearch":
        index_waiting()
    search = asked_in_words(asked.get("words", ""), day=TODAY)
    firsts = []
    for day in DAYS:
        results = find_offers(Search(day=day, terms=search.terms, page_size=1))
        assert (results.engine, results.count) == (engine, EQUALS)
        firsts.append(results.hits[0].key)
    assert set(firsts) == set(keys)
    assert chi_square(firsts, keys) < ONE_IN_A_THOUSAND


@pytest.fixture
def orders(reims, public):
    """`orders(title="…")`: on sixty days, the ranks of an offer among its equals once its record
    says this, and before."""
    others = [publish(reims, "remote", organisation=organisation(n)) for n in range(1, EQUALS)]
    mine = publish(reims, "remote", organisation=organisation(0))

    def ranks(words=""):
        facts = [facts_of(row) for row in CatalogueOffer.objects.live()]
        search = asked_in_words(words, day=TODAY)
        found = []
        for day in DAYS:
            ordered = in_order(facts, Search(day=day, terms=search.terms))
            found.append([one.key for one in ordered].index(mine.key))
        return found

    def compare(words="", **written):
        before = ranks(words)
        fields = offer_fields("remote", organisation=organisation(0)) | written
        publish_offer(territory=reims, page_id=mine.page_id, fields=fields)
        return before, ranks(words)

    assert len(others) == EQUALS - 1
    return compare


def organisation(number, name="Le Relais"):
    return {"id": 100 + number, "name": name, "kind": "association"}


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"title": "AAA Une chambre"},
        {"title": "000"},
        {"organisation": organisation(0, "AAA Premier")},
        {"organisation": organisation(0, "! Aide")},
        {"organisation": organisation(-99)},
        {"free": False, "price": "250 €"},
        {"price": "0 €"},
        {"verified_on": TODAY + timedelta(days=400)},
        {"starts_on": TODAY - timedelta(days=3000)},
        {"starts_on": TODAY - timedelta(days=1)},
        {"delay_days": 1},
        {"steps": ["Un"], "audience": "Tous"},
    ],
    ids=str,
)
def test_nothing_an_organisation_writes_moves_an_equal_offer_up(orders, written):
    before, after = orders(**written)
    assert all(now >= was for was, now in zip(before, after, strict=True))


@pytest.mark.parametrize(
    "written",
    [
        {"title": "Une chambre, chambre, chambre"},
        {"title": "Chambre"},
        {"organisation": organisation(0, "AAA Premier")},
        {"summary": "On t’aide, on t’aide, on t’aide."},
    ],
    ids=str,
)
def test_a_word_said_again_brings_nothing_more(orders, written):
    before, after = orders("chambre", **written)
    assert before == after


def test_to_check_an_offer_every_day_brings_no_more_than_every_four_months(reims, public):
    search = Search(day=TODAY)
    daily, seldom, ahead = (
        score_of(facts_of(publish(reims, "remote", verified_on=day)), search).total
        for day in (TODAY, TODAY - timedelta(days=119), TODAY + timedelta(days=90))
    )
    assert daily == seldom
    assert ahead <= daily


def test_to_publish_again_keeps_the_lot_of_the_day(reims, public):
    row = publish(reims, "remote")
    again = publish_offer(territory=reims, page_id=row.page_id, fields=offer_fields("remote"))
    assert (row.key, row.seed) == (again.key, again.seed)
    assert again.seq > row.seq
