"""The suggestion box: what it answers, where it leads, and that nothing of it stays anywhere."""

import logging

import pytest
from django.db import connection
from django.urls import reverse

from search.models import SearchedWords
from tests.contacts.factories import make_offer, make_organisation
from tests.portal.journey.test_bad_input import NASTY

PATH = "/suggestions/"
REIMS = "51454"


@pytest.fixture(autouse=True)
def _postgresql(settings):
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture
def ask(client_for):
    """`ask("log", site="reims", commune="51454")`: {label: suggestion}."""

    def asking(typed, site="reims", prefix="", **query):
        response = client_for(site).get(prefix + PATH, {"q": typed, **query})
        assert response.status_code == 200
        return {one["label"]: one for one in response.json()["results"]}

    return asking


def test_each_suggestion_says_its_kind_and_what_tells_it_apart(ask, offer):
    found = ask("chambre") | ask("toits") | ask("emp") | ask("alternance") | ask("bron")
    said = {label: (one["group"], one["detail"]) for label, one in found.items()}
    assert said["Une chambre chez l’habitant"] == ("Offres", "Offre · Toits partagés")
    assert said["Toits partagés"] == ("Structures", "Structure")
    assert said["Emploi"] == ("Thèmes", "Thème")
    assert said["Alternance et apprentissage"] == ("Thèmes", "Thème · Formation")
    assert said["Bron"] == ("Communes", "Commune · Rhône")


def test_a_suggestion_leads_to_its_page_and_the_commune_is_kept(ask, offer):
    found = {}
    for typed in ("chambre", "toits", "emp", "alternance", "reims"):
        found |= ask(typed, commune=REIMS)
    led = {label: one["url"] for label, one in found.items()}
    organisation = offer.organisation_id
    assert led["Une chambre chez l’habitant"] == f"/offres/{offer.key}/?commune=51454"
    assert led["Toits partagés"] == f"/recherche/?commune=51454&organisation={organisation}"
    assert led["Emploi"] == "/themes/employment/questions/1/?commune=51454"
    apprenticeship = "/themes/training/offres/?commune=51454&subtheme=apprenticeship"
    assert led["Alternance et apprentissage"] == apprenticeship
    assert led["Reims"] == "/themes/?commune=51454"


def test_without_a_commune_a_theme_leads_to_its_offers_everywhere(ask):
    assert ask("emp")["Emploi"]["url"] == "/recherche/?theme=employment"
    found = ask("alternance")["Alternance et apprentissage"]
    assert found["url"] == "/recherche/?theme=training&subtheme=apprenticeship"


def test_a_commune_named_after_other_words_leads_to_these_words_there(ask):
    assert ask("chambre bron")["Bron"]["url"] == "/recherche/?commune=69029&q=chambre"


@pytest.mark.parametrize("commune", ["", REIMS])
def test_every_page_that_a_suggestion_leads_to_is_there(client_for, ask, offer, commune):
    client = client_for("reims")
    for typed in ("chambre", "toits", "emploi", "alternance", "reims"):
        for one in ask(typed, commune=commune).values():
            assert client.get(one["url"], follow=True).status_code == 200


def test_the_english_box_leads_to_english_pages(ask, offer):
    found = ask("chambre", prefix="/en", commune=REIMS)["Une chambre chez l’habitant"]
    assert found["url"].startswith("/en/offres/")
    assert found["detail"] == "Offer · Toits partagés"


def test_what_was_typed_is_marked(ask, offer):
    assert ask("cham habit")["Une chambre chez l’habitant"]["marks"] == [[4, 8], [19, 24]]


def test_words_that_call_for_help_bring_its_numbers_before_any_suggestion(client_for, offer):
    make_offer(offer.territory, title="Prévenir le suicide")
    client = client_for("reims")
    results = client.get(PATH, {"q": "suicide", "commune": REIMS}).json()["results"]
    assert [one["group"] for one in results] == ["Aide tout de suite"] * 2 + ["Offres"]
    assert [one["label"] for one in results[:2]] == ["3114", "15"]
    assert "quelqu’un t’écoute" in results[0]["detail"]
    page = client.get(results[0]["url"]).content.decode()
    assert 'href="tel:3114"' in page
    assert "Quitter vite" in page


def test_other_words_bring_no_number(client_for, offer):
    results = client_for("reims").get(PATH, {"q": "chambre"}).json()["results"]
    assert "Aide tout de suite" not in {one["group"] for one in results}


def test_a_territory_suggests_no_neighbour_s_offer(ask, lyon, lyon_offer):
    make_offer(lyon, organisation=make_organisation(lyon, name="Gerland Toits"), title="Gerland")
    assert not [one for one in ask("gerland").values() if "Offre" in one["detail"]]
    assert "Gerland" in ask("gerland", site="lyon")
    assert "Gerland" in ask("gerland", site="national")


@pytest.mark.parametrize("typed", NASTY)
def test_whatever_is_typed_gets_an_answer(client_for, offer, typed):
    response = client_for("reims").get(PATH, {"q": typed, "commune": typed})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_reads(client_for, method):
    assert getattr(client_for("reims"), method)(PATH).status_code == 405


def test_an_account_of_any_kind_gets_the_same(client_for, person, reims, ask, offer):
    visitors = ask("chambre")
    for role in ("editor", "animator", "national", None):
        client = client_for("reims")
        client.force_login(person(role, reims), backend=None)
        response = client.get(PATH, {"q": "chambre"})
        assert {one["label"]: one for one in response.json()["results"]} == visitors


def test_nothing_typed_is_noted_nor_kept_on_the_way(client_for, offer, caplog):
    with caplog.at_level(logging.DEBUG):
        response = client_for("reims").get(PATH, {"q": "chambre intime"})
    assert set(response["Cache-Control"].split(", ")) == {"private", "max-age=60"}
    assert not response.cookies
    assert "intime" not in caplog.text
    assert not SearchedWords.objects.exists()


def test_a_suggestion_costs_few_queries(ask, offer, django_assert_max_num_queries):
    ask("cha", commune=REIMS)
    with django_assert_max_num_queries(5):  # one sets the schema
        assert ask("chamb", commune=REIMS)


def test_communes_are_suggested_when_the_database_is_gone(ask, offer):
    assert ask("chambre")

    def gone(execute, sql, *rest):
        from django.db import OperationalError

        raise OperationalError(sql)

    with connection.execute_wrapper(gone):
        found = ask("bron")
    assert "Bron" in found
    assert {one["group"] for one in found.values()} == {"Communes"}


def test_the_box_works_as_a_plain_form_and_names_its_address(client_for, offer):
    text = client_for("reims").get(f"/recherche/?commune={REIMS}").content.decode()
    assert f'data-suggest-url="{PATH}?commune={REIMS}"' in text
    assert f'action="{reverse("journey:search")}"' in text


class TestApi:
    def test_it_suggests_the_same_with_whole_addresses(self, client_for, offer):
        response = client_for("reims").get(
            "/api/v1/suggestions", {"q": "chambre", "commune": REIMS}, headers={"origin": "https://x.example"}
        )  # fmt: skip
        [one] = [one for one in response.json()["results"] if one["kind"] == "offer"]
        assert one["key"] == offer.key
        assert one["url"] == f"http://reims.portail.localhost/offres/{offer.key}/?commune={REIMS}"
        assert response["Access-Control-Allow-Origin"] == "*"

    def test_nationally_an_offer_is_on_its_territory_s_site(self, client_for, lyon_offer):
        response = client_for("national").get("/api/v1/suggestions", {"q": "chambre"})
        [one] = [one for one in response.json()["results"] if one["kind"] == "offer"]
        assert one["url"].startswith("http://lyon.portail.localhost/offres/")

    def test_nothing_typed_suggests_nothing(self, client_for):
        assert client_for("reims").get("/api/v1/suggestions").json() == {"results": []}

    @pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "99"}, {"limit": "x"}])
    def test_a_query_that_is_none_is_refused_in_words(self, client_for, query):
        response = client_for("reims").get("/api/v1/suggestions", query)
        assert response.status_code == 400
        assert response.json()["errors"]["limit"]

    def test_it_is_read_within_a_rate(self, client_for, monkeypatch):
        from portal.api.rates import ReadingRate

        monkeypatch.setattr(ReadingRate, "rate", "2/min")
        codes = [client_for("reims").get("/api/v1/suggestions").status_code for _turn in range(3)]
        assert codes == [200, 200, 429]
