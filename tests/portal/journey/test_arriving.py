"""Where somebody is: read from the address, on the right site, kept nowhere."""

import pytest

from tenants.geography.places import gazetteer
from tests.contacts.factories import make_offer

HOUSING = "/themes/housing"
PLACED = [
    "/themes/",
    f"{HOUSING}/questions/1/",
    f"{HOUSING}/reponse/age/",
    f"{HOUSING}/reponses/",
    f"{HOUSING}/offres/",
]


@pytest.mark.parametrize("path", PLACED)
def test_a_page_that_needs_a_commune_asks_for_it(client_for, path):
    response = client_for("reims").get(path)
    assert response.status_code == 302
    assert response["Location"] == "/"


@pytest.mark.parametrize("path", PLACED)
@pytest.mark.parametrize("host", ["national", "lyon", "lot"])
def test_a_commune_is_served_by_the_site_of_its_territory(client_for, path, host):
    response = client_for(host).get(path, {"commune": "51454", "answer.age": "19"})
    assert response.status_code == 302
    wanted = f"http://reims.portail.localhost{path}?commune=51454&answer.age=19"
    assert response["Location"] == wanted


@pytest.mark.parametrize("path", PLACED[:2])
def test_a_commune_of_no_territory_is_served_by_the_national_site(client_for, path):
    response = client_for("reims").get(path, {"commune": "29019"})
    assert response["Location"] == f"http://portail.localhost{path}?commune=29019"
    assert client_for("national").get(path, {"commune": "29019"}).status_code == 200


def test_an_arrondissement_of_lyon_is_in_lyon(client_for):
    assert client_for("lyon").get("/themes/", {"commune": "69383"}).status_code == 200


@pytest.mark.parametrize("code", ["99999", "abcde", "51454'--", "5", "٥١٤٥٤", "x" * 300, "\x00"])
@pytest.mark.parametrize("path", [*PLACED, "/recherche/"])
def test_a_code_that_is_none_gets_a_page_that_asks_again(client_for, path, code):
    response = client_for("reims").get(path, {"commune": code})
    assert response.status_code == 404
    page = response.content.decode()
    assert 'name="commune"' in page
    assert "ne connaît pas cette commune" in page


def test_a_commune_that_merged_leads_to_the_one_that_took_it(client_for):
    old, rank = next(iter(gazetteer().moved.items()))
    new = gazetteer().place(rank).code
    response = client_for("national").get("/communes/", {"code": old})
    assert response["Location"].endswith(f"/themes/?commune={new}")


@pytest.mark.parametrize("theme", ["unknown", "Housing", "housing-2"])
def test_a_theme_that_is_none_is_not_found(client_for, theme):
    response = client_for("reims").get(f"/themes/{theme}/offres/", {"commune": "51454"})
    assert response.status_code == 404


@pytest.mark.parametrize("number", ["0", "99", "999999999999999999999"])
def test_a_question_beyond_the_last_is_not_found(client_for, number):
    response = client_for("reims").get(f"{HOUSING}/questions/{number}/", {"commune": "51454"})
    assert response.status_code == 404


def test_a_page_with_answers_is_kept_by_no_cache_and_found_by_no_engine(client_for):
    response = client_for("reims").get(
        f"{HOUSING}/offres/", {"commune": "51454", "answer.age": "19"}
    )
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_walking_the_whole_journey_stores_nothing(client_for, offer):
    client = client_for("reims")
    for path in (*PLACED, "/recherche/", f"/offres/{offer.key}/"):
        client.get(path, {"commune": "51454", "answer.age": "19", "q": "chambre"})
    assert set(client.cookies) <= {"csrftoken"}


def test_the_offers_of_a_neighbour_are_not_on_this_site(client_for, offer, lyon_offer):
    page = client_for("reims").get(f"{HOUSING}/offres/", {"commune": "51454"}).content.decode()
    assert offer.card["title"] in page
    assert "Gerland" not in page
    assert client_for("reims").get(f"/offres/{lyon_offer.key}/").status_code == 404
    assert client_for("lyon").get(f"/offres/{lyon_offer.key}/").status_code == 200


def test_the_national_offers_are_on_each_site(client_for, national):
    national_offer = make_offer(national, title="Une garantie gratuite")
    for host, commune in (("reims", "51454"), ("lyon", "69383"), ("national", "29019")):
        page = client_for(host).get(f"{HOUSING}/offres/", {"commune": commune})
        assert "Une garantie gratuite" in page.content.decode()
        assert client_for(host).get(f"/offres/{national_offer.key}/").status_code == 200


def test_the_way_to_another_site_goes_only_to_sites_we_know(client_for):
    response = client_for("national").get(
        "/communes/", {"code": "51454", "next": "https://elsewhere.example"}
    )
    assert response["Location"] == "http://reims.portail.localhost/themes/?commune=51454"
