"""The order, explained on a territory's screen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from search import explaining
from search.indexing import index_waiting
from search.knowledge import count_words, forget_knowledge
from search.models import CatalogueOffer
from search.services import find_offers
from tests.offers.conftest import sign_in
from tests.search.conftest import asked_in_words, engine, index
from tests.search.factories import place_at, publish

__all__ = ["engine", "index", "sign_in"]

LYON_3 = "69383"


@pytest.fixture(autouse=True)
def _one_engine(settings):
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture
def offers(lyon, reims):
    today = timezone.localdate()
    publish(
        lyon,
        "in_lyon",
        title="Une caution",
        places=[place_at(45.76, 4.85)],
        verified_on=today - timedelta(days=61),
    )
    publish(lyon, "in_lyon", title="Un prêt", summary="Pour la caution.",
            places=[place_at(45.70, 4.90)])  # fmt: skip
    publish(lyon, "remote", "in_lyon", title="Caution au téléphone")
    publish(lyon, "in_lyon", title="Caution passée", ends_on=today - timedelta(days=1))
    publish(reims, "in_reims", title="Caution de Reims")
    count_words()
    forget_knowledge()
    connection.set_tenant(lyon)


@pytest.fixture
def read(lyon, sign_in, offers):
    client = sign_in("animator", lyon)

    def get(**query):
        html = client.get(reverse("searches_order"), query).content.decode()
        connection.set_tenant(lyon)
        return " ".join(html.split())

    return get


def test_each_offer_says_what_its_place_comes_from(read):
    html = read(q="caution", commune=LYON_3)
    near = html[html.index("Près de chez toi") :]
    assert near.index("Une caution") < near.index("Un prêt") < near.index("Caution au téléphone")
    first = near[near.index("Une caution") : near.index("Un prêt")]
    assert "1re parce que" in html
    assert "2e parce que" in html
    assert "mots <strong>1,00</strong>" in first
    assert "vérifiée il y a 2 mois <strong>0,05</strong>" in first
    assert "place cette semaine <strong>0,05</strong>" in first
    assert "km <strong>0,1" in first
    assert "près de la commune ou à domicile <strong>0,10</strong>" in first


def test_without_anything_asked_the_screen_says_what_counts(read):
    html = read()
    assert "Ce qui compte" in html
    assert "Une caution" not in html


def test_a_neighbours_offer_is_neither_listed_nor_named(read):
    assert "Caution de Reims" not in read(q="caution")
    key = CatalogueOffer.objects.get(card__title="Caution de Reims").key
    html = read(q="caution", offer=key)
    assert "Caution de Reims" not in html
    assert "Aucune offre publiée ici" in html


def test_an_offer_of_the_list_says_its_rank(read):
    html = read(q="caution", commune=LYON_3, offer="prêt")
    assert "Numéro 2 de son groupe" in html


def test_the_filters_of_a_page_count_under_their_own_names(read, lyon):
    publish(lyon, "in_lyon", title="Caution payante", free=False, price="3 €")
    connection.set_tenant(lyon)
    html = read(q="caution", commune=LYON_3)
    assert "Caution payante" in html
    html = read(q="caution", commune=LYON_3, free="1", mode="on_site", distance="5")
    assert "Une caution" in html
    for title in ("Caution payante", "Caution au téléphone", "Un prêt"):
        assert title not in html
    html = read(q="caution", commune=LYON_3, free="1", offer="payante")
    assert "Elle n’est pas gratuite" in html


def test_the_answers_to_the_questions_of_a_theme_count(read, lyon):
    publish(lyon, "in_lyon", title="Caution à 25 ans", criteria={"age": {"min": 25, "max": 30}})
    connection.set_tenant(lyon)
    asked = {"q": "caution", "theme": "housing", "answer.age": "19"}
    html = read(**asked)
    assert 'name="answer.age" value="19"' in html
    assert "Caution à 25 ans" not in html
    assert "Caution à 25 ans" in read(**asked | {"answer.age": "26"})
    assert "n’acceptent pas ces réponses" in read(**asked, offer="25 ans")
    # Without its theme nobody asks it.
    assert "Caution à 25 ans" in read(q="caution", **{"answer.age": "19"})


def test_the_order_of_an_english_page_is_that_of_english_offers(read, lyon):
    publish(lyon, "in_lyon", title="A deposit", language="en")
    connection.set_tenant(lyon)
    assert "A deposit" not in read(q="deposits")
    html = read(q="deposits", language="en")
    assert "A deposit" in html
    # French stands in where there is no English.
    assert "Une caution" in read(q="caution", language="en")


@pytest.mark.parametrize(
    "name", ["theme", "distance", "mode", "organisation", "language", "commune"]
)
@pytest.mark.parametrize("value", ["\0", "'", "9" * 30, "lot", "é"])
def test_no_value_breaks_the_screen(read, name, value):
    assert "Ce qui compte" in read(q="caution", **{name: value})


@pytest.fixture
def equals(lyon, offers, settings):
    """31 offers that only the draw tells apart; the last of them."""
    for number in range(31):
        publish(lyon, "remote", "in_lyon", title=f"Un tandem {number}", summary="")
    if settings.ELASTICSEARCH_URL:
        index_waiting()
    connection.set_tenant(lyon)
    found = find_offers(asked_in_words("tandem", day=timezone.localdate(), page_size=100))
    assert found.count == 31
    return found.hits[-1]


@pytest.mark.usefixtures("engine")
def test_an_offer_beyond_those_shown_says_its_rank_and_its_parts(read, lyon, equals, settings):
    html = read(q="tandem", offer=equals.key)
    listed = html[html.index("searches-order") :]
    assert listed.count("<li>") == 30
    assert equals.key not in listed
    chosen = html[html.index("help-info") : html.index("searches-order")]
    assert "Numéro 31 de son groupe" in chosen
    assert "mots <strong>1,00</strong>" in chosen
    assert "place cette semaine <strong>0,05</strong>" in chosen


def test_an_offer_that_nobody_counts_up_to_says_its_parts(read, equals, monkeypatch):
    monkeypatch.setattr(explaining, "DEEPEST_RANK", 0)
    html = read(q="tandem", offer=equals.key)
    assert "après les" in html
    chosen = html[html.index("help-info") : html.index("searches-order")]
    assert "Numéro" not in chosen
    assert "mots <strong>1,00</strong>" in chosen


@pytest.mark.parametrize(
    ("offer", "asked", "said"),
    [
        ("Caution passée", {}, "Elle est terminée."),
        ("Un prêt", {"commune": "51454"}, "Elle ne couvre pas cette commune."),
        ("Un prêt", {"theme": "training"}, "Elle est dans un autre thème."),
        ("Un prêt", {"q": "permis"}, "Introuvables chez elle"),
    ],
)
def test_an_offer_that_is_not_there_says_why(read, offer, asked, said):
    html = read(offer=offer, **{"q": "caution"} | asked)
    assert said in html


def test_an_offer_withdrawn_says_so(read):
    CatalogueOffer.objects.filter(card__title="Un prêt").update(live=False, shown_in=[])
    html = read(q="caution", offer="Un prêt")
    assert "Elle n’est pas en ligne" in html
    assert "dans cette langue" not in html


def test_words_of_several_titles_let_one_choose(read):
    html = read(q="caution", offer="caution")
    assert "choisissez-en une" in html


@pytest.mark.parametrize("value", ["999999999999999999", "'", "%", "lyon-", "\0"])
def test_no_number_of_an_offer_breaks_the_screen(read, value):
    assert "Ce qui compte" in read(q="caution", offer=value)


@pytest.mark.parametrize("role", ["editor", "animator"])
def test_who_edits_a_territory_sees_it_at_home_alone(
    lyon, reims, sign_in, client_for, offers, role
):
    address = reverse("searches_order")
    client = sign_in(role, lyon)
    assert client.get(address).status_code == 200
    assert address in client.get("/admin/").content.decode()
    away = client_for(reims)
    away.cookies["sessionid"] = client.cookies["sessionid"].value
    assert away.get(address, {"q": "caution"}).status_code != 200


def test_the_national_site_explains_the_whole_country(national, person, client_for, offers):
    client = client_for(national)
    client.force_login(person("national"))
    html = client.get(reverse("searches_order"), {"q": "caution"}).content.decode()
    assert "Caution de Reims" in html
    assert "Une caution" in html


def test_the_screen_costs_the_same_however_many_offers(read, lyon, django_assert_max_num_queries):
    for _number in range(20):
        publish(lyon, "remote", "in_lyon", title="Caution encore")
    connection.set_tenant(lyon)
    read(q="caution")
    with django_assert_max_num_queries(18):
        read(q="caution", commune=LYON_3)
