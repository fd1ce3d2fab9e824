"""Host name → territory, and what a visitor of no territory sees."""

import pytest
from django.db import connection

from portal.middleware import _hosts, forget_hosts
from tenants.models import Domain, Territory


@pytest.fixture(autouse=True)
def _no_memory():
    forget_hosts()


@pytest.mark.parametrize("host", ["nowhere.portail.localhost", "evil.example", "portail", "a b"])
def test_an_unknown_host_is_a_plain_404(public, client_for, host):
    response = client_for("lyon").get("/", headers={"host": host})
    assert response.status_code == 404


def test_the_page_of_an_unknown_host_names_nothing_that_exists(public, client_for):
    body = client_for("lyon").get("/", headers={"host": "x.portail.localhost"}).content.decode()
    assert "Lyon" not in body
    assert "Reims" not in body


def test_a_known_host_costs_no_query_the_second_time(public, client_for, django_assert_num_queries):
    client_for("lyon").get("/health/")
    client = client_for("lyon")
    client.get("/robots-that-do-not-exist")
    assert "lyon.portail.localhost" in _hosts


@pytest.mark.parametrize(("status", "answer"), [("paused", 503), ("closed", 410), ("spare", 404)])
def test_a_territory_that_is_not_open_has_no_site(lyon, client_for, status, answer):
    connection.set_schema_to_public()
    Territory.objects.filter(pk=lyon.pk).update(status=status)
    assert client_for("lyon").get("/").status_code == answer


def test_a_host_that_is_taken_away_is_forgotten_at_once(lyon, client_for):
    assert client_for("lyon").get("/").status_code == 200
    connection.set_schema_to_public()
    Domain.objects.get(tenant=lyon).delete()
    assert client_for("lyon").get("/").status_code == 404


def test_the_health_page_answers_machines_under_any_name(public, client_for):
    response = client_for("lyon").get("/health/", headers={"host": "10.0.0.1"})
    assert response.json() == {"database": "ok", "purge": "ok"}
