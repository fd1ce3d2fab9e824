from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from search.decision import OfferFacts, Tier, applies, distance, in_order, tier
from search.fairness import MODULUS, draw, factor_of, seed_of
from search.query import Search
from tenants.coverage import read_zones
from tests.search.conftest import TODAY

HERE = SimpleNamespace(lat=49.2583, lon=4.0317, place_codes=("commune:51454", "pays:FR"))


def offer(**facts):
    return OfferFacts(
        **{
            "key": "reims-1",
            "sites": frozenset({1}),
            "theme": "housing",
            "shown_in": frozenset({"fr"}),
            "modes": frozenset({"on_site"}),
            "coverage": read_zones(["pays:FR"]),
            "points": ((49.25, 4.03),),
        }
        | facts
    )


def test_an_offer_that_asks_nothing_applies_to_a_search_that_asks_nothing():
    assert applies(offer(), Search(day=TODAY))


def test_a_place_out_of_its_zones_or_left_out_excludes():
    assert applies(offer(), Search(day=TODAY, place=HERE))
    assert not applies(offer(coverage=read_zones(["commune:69123"])), Search(day=TODAY, place=HERE))
    assert not applies(
        offer(coverage=read_zones(["pays:FR", "-commune:51454"])), Search(day=TODAY, place=HERE)
    )


def test_a_place_to_go_to_is_near_within_a_hundred_kilometres():
    search = Search(day=TODAY, place=HERE)
    paris, dijon = (48.8566, 2.3522), (47.3220, 5.0415)
    assert tier(offer(), search) == Tier.NEAR
    assert tier(offer(points=(dijon,)), search) == Tier.FAR_AWAY
    assert tier(offer(points=(dijon, (49.0, 4.0))), search) == Tier.NEAR
    assert tier(offer(points=(paris,)), Search(day=TODAY)) == Tier.NEAR


def test_who_comes_home_is_near_and_who_answers_remotely_is_everywhere():
    search = Search(day=TODAY, place=HERE)
    assert tier(offer(modes=frozenset({"at_home"}), points=()), search) == Tier.NEAR
    assert tier(offer(modes=frozenset({"remote"}), points=()), search) == Tier.EVERYWHERE
    both = offer(modes=frozenset({"remote", "on_site"}), points=((43.3, 5.4),))
    assert tier(both, search) == Tier.EVERYWHERE


def test_an_offer_without_points_has_no_distance():
    assert distance(offer(points=()), Search(day=TODAY, place=HERE)) is None
    assert distance(offer(), Search(day=TODAY)) is None


def test_the_order_of_equals_is_neither_that_of_names_nor_the_same_every_day():
    equals = [offer(key=f"reims-{n}", points=()) for n in range(20)]
    orders = [
        [o.key for o in in_order(equals, Search(day=TODAY + timedelta(days=n)))] for n in range(5)
    ]
    assert len({tuple(keys) for keys in orders}) == 5
    assert sorted(equals, key=lambda o: o.key) not in orders


def test_each_of_a_few_equals_is_first_on_some_day_of_a_season():
    keys = [f"reims-{n}" for n in range(6)]
    firsts = [
        min(keys, key=lambda key: draw(seed_of(key), factor_of(TODAY + timedelta(days=n))))
        for n in range(90)
    ]
    assert {firsts.count(key) > 4 for key in keys} == {True}


@given(st.text(), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_draw_never_leaves_its_field(key, day):
    assert 0 < seed_of(key) < MODULUS
    assert 0 < factor_of(day) < MODULUS
    assert 0 < draw(seed_of(key), factor_of(day)) < MODULUS
