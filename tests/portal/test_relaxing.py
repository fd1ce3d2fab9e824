"""What to ask instead when there is little: a list, one thing changed at a time, in words."""

from dataclasses import fields
from datetime import date

import pytest
from django.utils.translation import override

from portal.relaxing import FEW, Known, Neighbour, is_better, is_few, ways_on
from search.language.understanding import Term
from search.query import Results, Search
from tenants.geography.suggest import find

REIMS, EPERNAY = find("51454"), find("51230")
NEIGHBOUR = Neighbour(EPERNAY, 23.4, "Épernay Agglo", "epernay", "http://x", frozenset({4}))
TERMS = tuple(Term((word,)) for word in ("chambre", "studio", "coloc"))


@pytest.fixture(autouse=True)
def _in_french():
    with override("fr"):
        yield


def asked(**given):
    return Search(day=date(2026, 11, 25), place=REIMS, **given)


def results(near=0, far=0, facets=None):
    return Results((), near, far, "postgresql", facets=facets)


def kinds(search, found=None, known=None):
    return [way.kind for way in ways_on(search, found or results(), known or Known())]


def test_enough_offers_with_some_near_ask_for_nothing_else():
    assert ways_on(asked(within_km=5), results(near=1, far=FEW - 1), Known()) == ()
    assert is_few(results(near=0, far=40))
    assert is_few(results(near=FEW - 1))


@pytest.mark.parametrize(
    ("km", "then"),
    [
        (5, ["10", "30", ""]),
        (10, ["30", ""]),
        (20, ["50", ""]),
        (30, ["50", ""]),
        (50, [""]),
        (None, []),
    ],
)
def test_a_distance_grows_to_the_whole_territory(km, then):
    ways = ways_on(asked(within_km=km), results(), Known())
    assert [way.changes["distance"] for way in ways if way.kind == "distance"] == then


def test_a_distance_that_an_engine_counted_in_vain_is_not_tried():
    counted = results(facets={"within_km": {"5": 0, "10": 0, "20": 0, "50": 7}})
    ways = ways_on(asked(within_km=5), counted, Known())
    assert [way.changes["distance"] for way in ways] == ["30", ""]


def test_it_says_what_there_was_not_and_what_there_is():
    [way, _whole] = ways_on(asked(within_km=10), results(), Known())
    km = "\u00a0km"
    assert way.said(4, 0) == f"Rien à moins de 10{km}. Voici 4 offres à moins de 30{km}."
    assert way.said(1, 0) == f"Rien à moins de 10{km}. Voici 1 offre à moins de 30{km}."
    assert way.said(4, 2) == f"Peu de choses à moins de 10{km}. Voici 4 offres à moins de 30{km}."
    assert way.label == f"À moins de 30{km}"


def test_it_says_so_in_english_too():
    with override("en"):
        [way, _whole] = ways_on(asked(within_km=10), results(), Known())
        assert way.said(1, 0) == "Nothing within 10\u00a0km. Here is 1 offer within 30\u00a0km."


def test_each_way_changes_one_thing():
    search = asked(
        within_km=20,
        terms=TERMS,
        mode="on_site",
        theme="housing",
        subtheme="sharing",
        free=True,
        open_now=True,
        organisation=7,
        answers={"age": 19},
    )
    names = {
        "theme": "Logement",
        "subtheme": "Colocation",
        "free": "Gratuit",
        "open": "Ouvert maintenant",
        "organisation": "Le Relais",
        "mode": "Sur place",
        "answer.age": "19 ans",
    }
    known = Known(names=names, without_answer={"age": {}}, neighbour=NEIGHBOUR)
    for way in ways_on(search, results(), known):
        changed = {
            one.name
            for one in fields(Search)
            if getattr(search, one.name) != getattr(way.search, one.name)
        }
        if way.kind == "neighbour":
            assert changed == {"place", "territories", "within_km", "near"}
        else:
            assert len(changed) == 1, way
        assert way.before
        assert way.after
    assert kinds(search, known=known) == [
        *["distance"] * 2,
        "neighbour",
        "remote",
        "subtheme",
        "answer",
        *["filter"] * 4,
    ]


SUBTHEMES = {"find": "Trouver", "sharing": "Colocation", "pay": "Payer", "home": "Chez moi"}


def siblings(counts, subtheme="sharing"):
    known = Known({"subtheme": "Colocation"}, subthemes=SUBTHEMES, by_subtheme=counts)
    ways = ways_on(asked(theme="housing", subtheme=subtheme), results(), known)
    return [way.changes["subtheme"] for way in ways if "subtheme" in way.changes]


def test_the_sub_theme_beside_with_most_offers_comes_before_the_whole_theme():
    assert siblings({"find": 2, "pay": 7, "home": 7, "sharing": 9}) == ["pay", ""]
    assert siblings({"find": 2, "sharing": 9}) == ["find", ""]


def test_a_theme_without_offers_elsewhere_has_no_sub_theme_beside():
    assert siblings({"sharing": 9, "": 4}) == siblings({}) == [""]
    assert siblings({"find": 2}, subtheme="") == []


def test_it_says_which_sub_theme_stands_in():
    known = Known({"subtheme": "Colocation"}, subthemes=SUBTHEMES, by_subtheme={"pay": 4})
    sibling = ways_on(asked(theme="housing", subtheme="sharing"), results(), known)[0]
    said = sibling.said(4, 0).replace("\u00a0", " ")
    assert said == "Rien pour « Colocation ». Voici 4 offres pour « Payer »."


def test_an_answer_goes_with_those_it_opened():
    search = asked(answers={"age": 19, "licence": frozenset({"no"}), "hours": 20})
    known = Known(without_answer={"licence": {"age": 19}})
    [way] = ways_on(search, results(), known)
    assert way.changes == {"answer.licence": "", "answer.hours": ""}
    assert way.search.answers == {"age": 19}


def test_the_theme_of_a_page_stays():
    search = asked(theme="housing", free=True)
    names = {"theme": "Logement", "free": "Gratuit"}
    assert kinds(search, known=Known(names)) == ["filter", "filter"]
    assert kinds(search, known=Known(names, in_theme=True)) == ["filter"]


def test_with_offers_from_a_distance_only_what_is_near_is_looked_for():
    search = asked(within_km=50, terms=TERMS, free=True)
    known = Known({"free": "Gratuit"}, neighbour=NEIGHBOUR)
    found = results(far=12)
    assert kinds(search, found, known) == ["distance", "neighbour"]
    [wider, _next_door] = ways_on(search, found, known)
    assert not is_better(wider, results(far=20), found)
    assert is_better(wider, results(near=1, far=12), found)


def test_the_neighbour_is_on_its_own_site_and_is_said_with_its_distance():
    [way] = ways_on(asked(), results(), Known(neighbour=NEIGHBOUR))
    assert not way.here
    assert way.label == "À 23\u00a0km, vers Épernay (Épernay Agglo)"
    assert way.search.territories == {4}


def test_without_a_place_there_is_no_distance_and_no_neighbour():
    search = Search(day=date(2026, 11, 25), within_km=5)
    assert ways_on(search, results(), Known(neighbour=NEIGHBOUR)) == ()
