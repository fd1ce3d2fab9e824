"""The map of the offers without a browser: its page, which is a list, and what it is drawn on."""

import json
import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.db import connection

from portal.journey.mapping import MAX_SPOTS, map_points
from search.query import Hit
from tenants.geography.suggest import find
from tests.search.factories import offer_fields, place_at, publish

REIMS = "commune=51454"
OFFERS = f"/themes/housing/offres/carte/?{REIMS}"
SEARCH = f"/recherche/carte/?{REIMS}"


@pytest.fixture(autouse=True)
def _postgresql(settings):
    settings.ELASTICSEARCH_URL = ""


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def hit(*places, modes=("on_site",)):
    fields = offer_fields(places=list(places), modes=list(modes))
    return Hit("reims-1", {"id": "reims-1", **fields}, None)


# What goes on the map


def test_each_address_of_an_offer_is_a_spot_the_closest_first():
    reims = find("51454")
    far, near = place_at(49.3, 4.1), place_at(49.2583, 4.0317)
    [mapped] = map_points([hit(far, near)], reims)
    assert [spot.place for spot in mapped.spots] == [near, far]
    assert mapped.spots[0].distance_km < 2
    assert (mapped.spots[0].lat, mapped.spots[0].lon) == ("49.25830", "4.03170")


def test_without_a_commune_no_distance_is_said():
    [mapped] = map_points([hit(place_at(49.3, 4.1))], None)
    assert mapped.spots[0].distance_km is None


@pytest.mark.parametrize("modes", [["remote"], ["at_home"]])
def test_an_office_where_nobody_goes_is_not_on_the_map(modes):
    assert map_points([hit(place_at(49.3, 4.1), modes=modes)], None) == []


def test_an_address_without_a_position_is_not_on_the_map():
    assert map_points([hit(place_at(None, None))], None) == []


def test_spots_are_bounded():
    many = [hit(*[place_at(49.3, 4.1)] * 300) for _turn in range(3)]
    assert sum(len(mapped.spots) for mapped in map_points(many, None)) == MAX_SPOTS


# The page


def test_the_page_says_the_same_as_a_list_with_addresses(client_for, reims):
    offer = publish(reims)
    page = read(client_for("reims"), f"{OFFERS}&answer.age=19")
    assert "La carte a besoin de JavaScript" in page
    assert "1 place du Marché, 51100 Reims" in page
    assert "Le Relais" in page
    assert f'href="/offres/{offer.key}/?commune=51454&amp;answer.age=19"' in page
    assert re.search(r'data-lat="49\.25830" data-lon="4\.03170"', page)


def test_results_lead_to_the_map_and_back_with_the_same_query(client_for, reims):
    publish(reims)
    client = client_for("reims")
    for path, query in (
        ("/themes/housing/offres/", f"?{REIMS}&answer.age=19&mode=on_site"),
        ("/recherche/", f"?{REIMS}&q=chambre"),
    ):
        page = unescape(read(client, path + query))
        asked = re.search(f'href="{path}carte/\\?([^"]+)"', page)[1]
        assert parse_qs(asked) == parse_qs(query.removeprefix("?"))
        assert f'href="../?{asked}"' in unescape(read(client, f"{path}carte/?{asked}"))


def test_results_without_an_address_do_not_lead_to_a_map(client_for, reims):
    publish(reims, "remote")
    assert "carte/" not in read(client_for("reims"), f"/themes/housing/offres/?{REIMS}")
    page = read(client_for("reims"), OFFERS)
    assert "Rien à mettre sur la carte" in page
    assert "leaflet" not in page


def test_only_the_map_loads_its_scripts(client_for, reims):
    publish(reims)
    client = client_for("reims")
    assert "vendor/leaflet/leaflet.js" in read(client, OFFERS)
    for path in ("/", f"/themes/housing/offres/?{REIMS}", f"/recherche/?{REIMS}&q=chambre"):
        assert "leaflet" not in read(client, path)


def test_filters_and_words_of_the_query_hold_on_the_map(client_for, reims):
    publish(reims, title="Une chambre à Gerland")
    publish(reims, title="Un vélo", criteria={"age": {"min": 26, "max": 30}})
    client = client_for("reims")
    assert "Un vélo" in read(client, OFFERS)
    assert "Un vélo" not in read(client, f"{OFFERS}&answer.age=19")
    assert "Un vélo" not in read(client, f"{SEARCH}&q=chambre")
    assert "Rien à mettre" in read(client, f"{OFFERS}&mode=remote")


def test_the_neighbour_s_offers_are_not_on_our_map(client_for, reims, lyon):
    publish(lyon, "everywhere", title="Une chambre de Lyon")
    publish(reims, "everywhere", title="Une chambre de Reims")
    for path in (OFFERS, SEARCH, "/recherche/carte/?q=chambre"):
        page = read(client_for("reims"), path)
        assert "Une chambre de Reims" in page
        assert "de Lyon" not in page


def test_a_commune_of_another_territory_leads_to_its_own_map(client_for, reims):
    response = client_for("reims").get("/recherche/carte/?commune=69383&q=permis")
    assert response.status_code == 302
    assert response.url == "http://lyon.portail.localhost/recherche/carte/?commune=69383&q=permis"


def test_more_offers_than_a_page_are_all_on_the_map_in_few_queries(
    client_for, reims, django_assert_max_num_queries
):
    for number in range(120):
        publish(reims, title=f"Chambre {number}")
    client = client_for("reims")
    client.get(OFFERS)
    with django_assert_max_num_queries(9):
        page = read(client, OFFERS)
    assert page.count("data-offer>") == 120


@pytest.mark.parametrize(
    "query",
    [
        f"{REIMS}&q=%00%01&mode=teleport&page=-1",
        f"{REIMS}&q=%3Cscript%3Ealert(1)%3C/script%3E",
        f'{REIMS}&q=%22%3E%3Csvg onload=alert(1)&x="><script>alert(2)</script>',
        "q=" + "a" * 5000,
        "",
        f"{REIMS}&" + "&".join(f"answer.{number}=x" for number in range(300)),
    ],
)
def test_a_hostile_address_gets_a_page(client_for, reims, query):
    publish(reims)
    for path in ("/recherche/carte/", "/themes/housing/offres/carte/"):
        response = client_for("reims").get(f"{path}?{query}")
        assert response.status_code in {200, 302}
        assert "<script>alert" not in response.content.decode()
        assert "<svg onload" not in response.content.decode()


def test_a_title_that_is_code_stays_text(client_for, reims):
    publish(reims, title='<img src=x onerror="alert(1)">')
    assert "<img src=x" not in read(client_for("reims"), OFFERS)


def test_a_page_that_is_only_read_refuses_to_be_written(client_for):
    for path in (OFFERS, SEARCH, "/carte/contours.json"):
        assert client_for("reims").post(path).status_code == 405


# Contours


@pytest.mark.parametrize(
    ("site", "least", "named"),
    [("reims", 143, "Reims"), ("lyon", 58, "Bron"), ("lot", 300, "Cahors")],
)
def test_a_site_draws_its_own_communes_in_under_100_kb(client_for, site, least, named):
    response = client_for(site).get("/carte/contours.json")
    content = json.loads(response.content)
    assert len(response.content) < 100_000
    assert content["kind"] == "commune"
    names = {name for _code, name, _rings in content["areas"]}
    assert named in names
    assert len(names) >= least
    assert names.isdisjoint({"Reims", "Bron", "Cahors"} - {named})


def test_each_commune_of_a_territory_is_on_its_drawing(client_for, lot):
    content = client_for("lot").get("/carte/contours.json").json()
    codes = set(lot.communes.values_list("commune", flat=True))
    assert {code for code, _name, _rings in content["areas"]} == codes


def test_the_national_site_draws_the_departements(client_for):
    response = client_for("national").get("/carte/contours.json")
    content = json.loads(response.content)
    assert content["kind"] == "departement"
    assert len(content["areas"]) == 101
    assert len(response.content) < 100_000


def test_contours_are_kept_by_browsers_and_asked_again_for_nothing(client_for):
    client = client_for("reims")
    first = client.get("/carte/contours.json")
    assert "max-age=3600" in first["Cache-Control"]
    again = client.get("/carte/contours.json", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client_for("lyon").get("/carte/contours.json")["ETag"] != first["ETag"]


def test_a_territory_that_changes_its_zones_has_another_drawing_at_once(client_for, reims):
    client = client_for("reims")
    assert "Bezannes" in client.get("/carte/contours.json").content.decode()
    reims.communes.filter(commune__name="Bezannes").delete()
    connection.set_schema_to_public()
    assert "Bezannes" not in client.get("/carte/contours.json").content.decode()


def test_contours_cost_one_query_beside_the_site_s_own(client_for, django_assert_max_num_queries):
    client = client_for("reims")
    client.get("/carte/contours.json")
    with django_assert_max_num_queries(4):
        client.get("/carte/contours.json")
