"""The order, explained on a territory's screen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from search.knowledge import count_words, forget_knowledge
from search.models import CatalogueOffer
from tests.offers.conftest import sign_in
from tests.search.factories import place_at, publish

__all__ = ["sign_in"]

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
    with django_assert_max_num_queries(16):
        read(q="caution", commune=LYON_3)
