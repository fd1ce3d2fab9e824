"""What a page of results holds, on both engines: one catalogue, plain cases."""

from datetime import timedelta

import pytest

from tests.search.conftest import TODAY
from tests.search.factories import place_at, publish

REIMS, EPERNAY, PARIS = (49.2583, 4.0317), (49.0436, 3.9553), (48.8566, 2.3522)


def test_near_offers_come_first_by_distance_then_those_without_an_address(reims, titles, place):
    publish(reims, "remote", title="À distance")
    publish(reims, title="Épernay", places=[place_at(*EPERNAY)])
    publish(reims, title="Paris", places=[place_at(*PARIS)])
    publish(reims, "at_home", title="Chez toi")
    publish(reims, title="Reims", places=[place_at(*PARIS), place_at(*REIMS)])
    assert titles(place=place("51454")) == ["Reims", "Épernay", "Chez toi", "À distance", "Paris"]


def test_distance_is_to_the_closest_place_in_kilometres(reims, find, place):
    publish(reims, title="A", places=[place_at(*PARIS), place_at(*EPERNAY)])
    publish(reims, "remote", title="B")
    results = find(place=place("51454"))
    assert results.hits[0].distance_km == pytest.approx(24.5, abs=1.5)
    assert results.hits[1].distance_km is None


def test_both_groups_are_counted_and_can_be_asked_for_alone(reims, find, place):
    for _ in range(3):
        publish(reims)
    publish(reims, "remote")
    publish(reims, places=[place_at(*PARIS)])
    for asked, shown in ((None, 5), (True, 3), (False, 2)):
        results = find(place=place("51454"), near=asked)
        assert (results.near_count, results.far_count) == (3, 2)
        assert len(results.hits) == shown


def test_pages_follow_each_other_without_repeating(reims, find, place):
    keys = {publish(reims).key for _ in range(7)}
    pages = [find(place=place("51454"), page=page, page_size=3) for page in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [3, 3, 1, 0]
    assert {hit.key for page in pages for hit in page.hits} == keys
    assert all(page.count == 7 for page in pages)


def test_absurd_pages_are_answered(reims, find):
    publish(reims)
    assert find(page=0, page_size=0).hits[0]
    assert len(find(page=-5, page_size=10_000).hits) == 1
    far = find(page=10**6)
    assert (far.hits, far.count) == ((), 1)


def test_equals_change_their_order_from_one_day_to_another(reims, find):
    for _ in range(8):
        publish(reims, "remote")

    def order(day):
        return [hit.key for hit in find(day=day).hits]

    orders = {tuple(order(TODAY + timedelta(days=shift))) for shift in range(4)}
    assert len(orders) > 1
    assert order(TODAY) == order(TODAY)


def test_a_better_text_comes_first_and_a_close_place_among_equal_ones(reims, titles, place):
    publish(reims, title="Une aide", summary="Pour le permis.", places=[place_at(*REIMS)])
    publish(reims, "remote", title="Le permis", summary="À distance.")
    publish(reims, title="Le permis", summary="À Épernay.", places=[place_at(*EPERNAY)])
    publish(reims, title="Le permis", summary="À Reims.", places=[place_at(*REIMS)])
    asked = {"place": place("51454"), "words": "permis"}
    assert titles(**asked) == ["Le permis"] * 3 + ["Une aide"]
    assert titles(**asked, near=True) == ["Le permis", "Le permis", "Une aide"]


def test_an_offer_without_an_address_never_outranks_an_equal_one_close_by(reims, find, place):
    publish(reims, "remote", title="Le permis", summary="À distance.")
    publish(reims, title="Le permis", summary="À Épernay.", places=[place_at(*EPERNAY)])
    publish(reims, title="Le permis", summary="À Reims.", places=[place_at(*REIMS)])
    for words in ("permis", ""):
        found = find(place=place("51454"), words=words).hits
        assert [hit.card["summary"] for hit in found] == ["À Reims.", "À Épernay.", "À distance."]


def test_an_excluded_commune_is_left_out(reims, titles, place):
    publish(reims, title="A", zones=["departement:51", "-commune:51454"])
    publish(reims, title="B", zones=["departement:51"])
    assert titles(place=place("51454")) == ["B"]


def test_an_arrondissement_is_covered_by_its_city(lyon, titles, place):
    publish(lyon, title="A", zones=["commune:69123"])
    publish(lyon, title="B", zones=["commune:69383"])
    publish(lyon, title="C", zones=["commune:51454"])
    assert sorted(titles(place=place("69383"))) == ["A", "B"]


def test_answers_keep_what_they_suit_and_what_asks_nothing(reims, titles):
    publish(reims, title="Ados", criteria={"age": {"max": 17}})
    publish(reims, title="Adultes", criteria={"age": {"min": 18}})
    publish(reims, title="Étudiants", criteria={"situation": ["school"]})
    publish(reims, title="Tous")
    assert sorted(titles(answers={"age": 17, "situation": frozenset({"school", "work"})})) == [
        "Ados",
        "Tous",
        "Étudiants",
    ]


def test_offers_apply_from_their_first_day_to_their_last(reims, titles):
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    publish(reims, title="Pas encore", starts_on=tomorrow)
    publish(reims, title="Fini", ends_on=yesterday)
    publish(reims, title="Aujourd’hui", starts_on=TODAY, ends_on=TODAY)
    assert titles() == ["Aujourd’hui"]


def test_theme_mode_language_and_territory_restrict(reims, lyon, titles):
    publish(reims, title="A", theme="housing")
    publish(reims, "remote", title="B", theme="training")
    publish(reims, title="C", theme="training", language="en")
    publish(lyon, title="D", theme="health")
    assert sorted(titles()) == ["A", "B", "D"]
    assert titles(theme="housing") == ["A"]
    assert titles(mode="remote") == ["B"]
    assert sorted(titles(language="en")) == ["A", "B", "C", "D"]
    assert titles(territories=frozenset({lyon.pk})) == ["D"]
    assert titles(territories=frozenset()) == []
