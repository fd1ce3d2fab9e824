"""How many queries a page costs: few, and as many for twenty offers as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.contacts.factories import make_offer, make_organisation, make_professional
from tests.search.factories import place_at

REIMS = "commune=51454"
PAGES = {
    "/": 5,
    f"/themes/?{REIMS}": 8,
    f"/themes/housing/questions/1/?{REIMS}": 7,
    f"/themes/housing/reponses/?{REIMS}&answer.age=19": 7,
    f"/themes/housing/offres/?{REIMS}&answer.age=19": 7,
    f"/recherche/?{REIMS}&q=chambre": 6,
}


@pytest.fixture
def twenty_offers(reims):
    organisation = make_organisation(reims)
    person = make_professional(organisation)
    return [
        make_offer(reims, organisation=organisation, professional=person, title=f"Chambre {n}")
        for n in range(20)
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_few_queries(client_for, twenty_offers, page, django_assert_max_num_queries):
    client = client_for("reims")
    client.get(page)
    with django_assert_max_num_queries(PAGES[page]):
        assert client.get(page).status_code == 200


def test_an_offer_page_costs_at_most_twelve(client_for, offer, django_assert_max_num_queries):
    client = client_for("reims")
    path = f"/offres/{offer.key}/?{REIMS}&answer.age=19"
    client.get(path)
    with django_assert_max_num_queries(7):
        assert client.get(path).status_code == 200


def test_suggestions_ask_the_database_nothing(client_for, django_assert_max_num_queries):
    client = client_for("reims")
    client.get("/communes/suggestions/?q=rei")
    with django_assert_max_num_queries(3):  # the schema, the transaction's two ends
        assert client.get("/communes/suggestions/?q=reim").json()["results"]


@pytest.mark.parametrize("words", ["chambre", "chambre à reims", ""])
def test_a_page_of_offers_asks_the_database_nothing_when_elasticsearch_answers(
    client_for, reims, index, known, words, django_assert_max_num_queries
):
    organisation = make_organisation(reims)
    near = {"modes": ["on_site"], "places": [place_at(49.25, 4.03)]}
    for number in range(12):
        make_offer(reims, organisation=organisation, title=f"Chambre {number}", **near)
        make_offer(reims, organisation=organisation, title=f"Chambre {number}")
    known()
    client = client_for("reims")
    for page in (f"/recherche/?{REIMS}&q={words}&free=1", f"/themes/housing/offres/?{REIMS}"):
        client.get(page)
        with django_assert_max_num_queries(0):
            assert "12 offres" in client.get(page).content.decode()


def test_words_are_loosened_once_for_both_groups(client_for, reims, known):
    make_offer(reims, title="Une chambre", modes=["on_site"], places=[place_at(49.25, 4.03)])
    make_offer(reims, title="Une cuisine")
    known()
    client = client_for("reims")
    path = f"/recherche/?{REIMS}&q=chambre+cuisine"
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert "2 offres" in client.get(path).content.decode()
    pages = [one for one in asked.captured_queries if "near_count" in one["sql"]]
    # All the words, then fewer of them, then those of what is not near.
    assert len([one for one in pages if "LIMIT 15" in one["sql"]]) == 3


@pytest.mark.parametrize("asked", ["", "&theme=housing", "&q=chambre", "&q=chambre&facets=true"])
def test_a_search_of_the_api_asks_the_database_nothing_when_elasticsearch_answers(
    client_for, twenty_offers, index, known, asked, django_assert_max_num_queries
):
    known()
    client = client_for("reims")
    path = f"/api/v1/offers?{REIMS}{asked}"
    client.get(path)
    with django_assert_max_num_queries(0):
        answer = client.get(path).json()
    assert (answer["engine"], answer["count"]) == ("elasticsearch", 20)
