"""Offers by words, place and filters: what the pages do, in JSON."""

import pytest

from tests.search.factories import place_at, publish

REIMS = {"commune": "51454"}
pytestmark = pytest.mark.usefixtures("public")


@pytest.fixture(autouse=True)
def _postgresql(settings):
    """Unless a test asks for the other engine."""
    settings.ELASTICSEARCH_URL = ""


def offers(api, site="reims", **query):
    response = api(site).get("offers", **{**REIMS, **query})
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.usefixtures("engine")
def test_filters_narrow_and_groups_part(api, reims, known):
    publish(reims, title="Ici", free=False, price="5 €")
    publish(reims, "remote", title="Partout", languages=["ar"])
    known()

    def titles(**query):
        return [one["title"] for one in offers(api, **query)["results"]]

    assert titles() == ["Ici", "Partout"]
    assert titles(near="true") == ["Ici"]
    assert titles(near="false") == titles(free="true") == titles(spoken="ar") == ["Partout"]
    assert titles(mode="on_site", distance="5") == ["Ici"]
    assert titles(organisation="999") == titles(open="true") == titles(saturday="true") == []


@pytest.mark.usefixtures("engine")
def test_what_was_understood_is_told(api, reims, lyon, known):
    publish(reims, title="Un apprentissage")
    publish(lyon, "in_lyon", title="Un apprentissage")
    known()
    told = offers(api, "national", q="aprentissage bron")["understood"]
    assert told["place"] == {"code": "69029", "name": "Bron", "label": "Bron"}
    assert told["corrected"] == {"aprentissage": "apprentissage"}
    assert told["words"] == ["apprentissage"]
    assert told["urgent"] == []
    insisted = offers(api, q="aprentissage bron", exact="true", place="no")["understood"]
    assert (insisted["place"], insisted["corrected"]) == (None, {})
    assert insisted["words"] == ["aprentissage", "bron"]


def test_help_comes_with_words_that_call_for_it(api, reims):
    told = offers(api, q="je dors dehors")["understood"]
    assert [one["number"] for one in told["urgent"]][:1] == ["115"]
    assert told["urgent"][0]["href"] == "tel:115"


def test_facets_are_counted_when_asked_and_null_when_nobody_counts(api, reims):
    publish(reims)
    assert offers(api, facets="true")["facets"] is None


def test_facets_have_the_names_of_the_parameters(api, reims, index, known):
    publish(reims)
    publish(reims, "remote", free=False, price="5 €")
    known()
    assert offers(api)["facets"] is None
    facets = offers(api, facets="true", free="true")["facets"]
    assert facets["mode"] == {"on_site": 1}
    assert facets["free"] == {"true": 1, "false": 1}
    assert facets["distance"]["5"] == 1


def test_words_found_are_marked_and_the_rest_is_harmless(api, reims, index, known):
    publish(reims, title="Une <i>chambre</i>")
    known()
    [one] = offers(api, q="chambre")["results"]
    assert one["marked"]["title"] == "Une &lt;i&gt;<mark>chambre</mark>&lt;/i&gt;"
    assert one["title"] == "Une <i>chambre</i>"


@pytest.mark.usefixtures("engine")
def test_ways_on_say_what_to_ask_instead(api, reims, known):
    publish(reims, places=[place_at(49.2583, 4.32)])
    known()
    assert offers(api, distance="10")["ways"] == []
    [way] = offers(api, distance="10", ways="true")["ways"]
    assert way["kind"] == "distance"
    assert way["changes"] == {"distance": "30"}
    assert way["count"] == offers(api, **way["changes"])["count"] == 1
    assert way["said"].startswith("Rien à moins de 10\u00a0km.")


def test_the_neighbour_s_offers_are_told_and_not_shown(api, lyon, reims):
    publish(lyon, "in_lyon", places=[place_at(45.75, 4.85)])
    found = offers(api, "national", commune="38544", ways="true")
    assert found["results"] == []
    [way] = found["ways"]
    assert (way["kind"], way["territory"]) == ("neighbour", "lyon")
    there = offers(api, "lyon", **{"commune": way["changes"]["commune"]})
    assert there["near_count"] == way["count"] == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("distance", "7"),
        ("distance", "near"),
        ("free", "perhaps"),
        ("open", "2"),
        ("saturday", "x"),
        ("spoken", "klingon"),
        ("access", "moon"),
        ("organisation", "0"),
        ("organisation", "9" * 30),
        ("near", "both"),
        ("exact", "?"),
        ("place", "maybe"),
        ("facets", "all"),
        ("ways", "-"),
    ],
)
def test_a_bad_filter_is_refused_in_a_sentence(api, name, value):
    response = api("reims").get("offers", **{name: value})
    assert response.status_code == 400
    [sentence] = response.json()["errors"][name]
    assert sentence.endswith(".")
    assert len(sentence) > 10
