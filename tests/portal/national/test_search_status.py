import re
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from search import indexing
from search.health import engine_health
from search.indexing.indices import all_indices, in_use
from search.models import CatalogueOffer, DriftReport, IndexingFailure, SlowSearch
from tests.search.conftest import index
from tests.search.factories import publish
from tests.search.forwarder import Forwarder

__all__ = ["index"]

URL = "/admin/search-status/"


def shown(client):
    response = client.get(URL)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def indexed(reims, index, admin):
    """Two offers that are indexed, one that was set aside."""
    connection.set_tenant(reims)
    publish(reims, title="Offre A"), publish(reims, title="Offre B")
    indexing.index_waiting()
    refused = publish(reims, title="Offre refusée")
    CatalogueOffer.objects.filter(pk=refused.pk).update(points=[["north", "pole"]])
    indexing.index_waiting()
    connection.set_schema_to_public()
    return refused


def test_it_tells_how_the_engine_does_and_what_waits(admin, indexed, index):
    DriftReport.objects.create(
        territories=[
            {"territory": "reims", "offers": 2, "missing": 7, "outdated": 0, "left_over": 0}
        ],
        repaired=True,
    )
    SlowSearch.objects.create(
        milliseconds=876, engine="elasticsearch", filters=["terms", "place"], results=31
    )
    page = shown(admin)
    assert "Elasticsearch répond aux recherches" in page
    assert in_use(all_indices(index)).name in page
    assert engine_health().mapping_of_code in page
    assert '<th scope="row">Documents</th><td>2</td>' in page
    assert '<th scope="row">Offres mises de côté</th><td>1</td>' in page
    assert "Offre refusée" in page
    assert "Le moteur refuse ce que dit cette offre" in page
    assert "document_parsing_exception" in page
    assert "2 offres en" in page
    assert "<td>reims</td><td>2</td><td>7</td>" in page
    assert "876 ms" in page
    assert "mots, lieu" in page


CLUSTER = {
    "green": "En bonne santé",
    "yellow": "Il répond, mais il manque des copies",
    "red": "Il manque des données",
}


def row_of(page, name):
    """What a table says beside this name."""
    cell = re.search(rf'<th scope="row">{name}</th> ?<td>(.*?)</td>', page)[1]
    return " ".join(re.sub("<[^>]*>", " ", cell).split())


def test_it_tells_how_the_cluster_is_and_how_far_the_index_is_behind(admin, indexed, index, reims):
    page = shown(admin)
    assert row_of(page, "Offres en attente") == "0"
    health = index.cluster.health()
    nodes = health["number_of_nodes"]
    said = f"{CLUSTER[health['status']]} ({nodes} serveur{'s' if nodes > 1 else ''})"
    assert row_of(page, "Grappe de serveurs") == said

    connection.set_tenant(reims)
    ages = (timedelta(minutes=2), timedelta(seconds=5))
    for age in ages:
        waiting = publish(reims, title="Elle attend")
        CatalogueOffer.objects.filter(pk=waiting.pk).update(changed_at=timezone.now() - age)
    connection.set_schema_to_public()
    page = shown(admin)
    assert row_of(page, "Offres en attente") == "2"
    assert re.fullmatch("12[0-9] s", row_of(page, "La plus ancienne attend depuis"))
    # One that was set aside waits no more.
    assert row_of(page, "Offres mises de côté") == "1"


def test_the_number_of_queries_does_not_grow(admin, indexed, reims, django_assert_max_num_queries):
    shown(admin)
    connection.set_tenant(reims)
    for number in range(5):
        offer = publish(reims, title=f"Autre {number}")
        IndexingFailure.objects.create(offer=offer, seq=offer.seq, trouble="refused")
        SlowSearch.objects.create(milliseconds=300 + number, engine="postgresql", results=0)
    connection.set_schema_to_public()
    with django_assert_max_num_queries(18):
        page = shown(admin)
    assert page.count('name="offers"') == 6


@pytest.mark.parametrize("way", ["cut", "fall_silent"])
def test_it_answers_within_two_seconds_when_elasticsearch_does_not(admin, indexed, settings, way):
    forwarder = Forwarder(settings.ELASTICSEARCH_URL)
    settings.ELASTICSEARCH_URL = forwarder.url
    shown(admin)
    getattr(forwarder, way)()
    started = time.monotonic()
    page = shown(admin)
    assert time.monotonic() - started < 2
    assert "Elasticsearch ne répond pas" in page
    assert "PostgreSQL répond aux recherches" in page
    assert "Offre refusée" in page
    forwarder.cut()


def test_it_says_when_there_is_no_engine_or_no_index(admin, settings, elasticsearch):
    settings.ELASTICSEARCH_URL = ""
    assert "Aucun moteur complet" in shown(admin)
    settings.ELASTICSEARCH_URL = elasticsearch
    settings.ELASTICSEARCH_PREFIX = f"none-{uuid4().hex}"
    assert "Il n’y a pas d’index" in shown(admin)


def test_one_offer_or_all_of_them_are_tried_again(
    admin, indexed, django_capture_on_commit_callbacks
):
    CatalogueOffer.objects.filter(pk=indexed.pk).update(points=[])
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(reverse("search_status:retry"), {"offers": [indexed.pk]})
    assert not CatalogueOffer.objects.behind().exists()
    assert "1 offre va être essayée" in shown(admin)

    IndexingFailure.objects.create(offer=indexed, seq=indexed.seq, trouble="refused")
    admin.post(reverse("search_status:retry"), {"everything": "on"})
    assert not IndexingFailure.objects.exists()


@pytest.mark.parametrize("data", [{}, {"offers": ["x"]}, {"offers": ["999999"]}])
def test_a_try_of_nothing_says_so(admin, indexed, data):
    admin.post(reverse("search_status:retry"), data)
    assert "Cochez les offres" in shown(admin)
    assert IndexingFailure.objects.exists()


def test_the_rebuild_is_the_workers(admin, indexed, index, django_capture_on_commit_callbacks):
    before = in_use(all_indices(index)).name
    with django_capture_on_commit_callbacks() as callbacks:
        admin.post(reverse("search_status:rebuild"))
    assert in_use(all_indices(index)).name == before
    for callback in callbacks:
        callback()
    assert in_use(all_indices(index)).name != before
    assert "L’index va être refait" in shown(admin)


def test_a_second_rebuild_is_refused(admin, indexed):
    with connection.copy().cursor() as elsewhere:
        elsewhere.execute("SELECT pg_advisory_lock(%s)", [indexing.REBUILD_LOCK])
        try:
            admin.post(reverse("search_status:rebuild"))
            assert "Une reconstruction est déjà en cours" in shown(admin)
        finally:
            elsewhere.connection.close()


@pytest.mark.parametrize("role", ["editor", "animator", "national"])
def test_it_exists_for_national_admins_on_the_national_site_alone(
    national, lyon, person, client_for, role
):
    site = lyon if role == "national" else national
    client = client_for(site)
    client.force_login(person(role, None if role == "national" else national))
    for name in ("index", "retry", "rebuild"):
        url = reverse(f"search_status:{name}")
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
    assert URL not in client.get("/admin/").content.decode()


def test_it_is_in_the_menu(admin):
    assert URL in admin.get("/admin/").content.decode()
