"""An editor chooses among the organisations that signed the charter here."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse

from contacts.models import Professional


@pytest.fixture
def choose(lyon, sign_in):
    client = sign_in("editor", lyon)

    def get(name, *args, **query):
        return client.get(f"{reverse(name, args=args)}?{urlencode(query)}")

    return get


def test_only_committed_organisations_are_listed(reims, lyon, choose, organisation_of):
    organisation_of(lyon)
    organisation_of(reims)
    for screen in ("choose", "choose_results"):
        html = choose(f"organisation_chooser:{screen}").content.decode()
        assert "Mission locale lyon" in html
        assert "Mission locale reims" not in html


def test_an_organisation_is_found_by_a_word_of_its_name(lyon, choose, organisation_of):
    organisation_of(lyon, name="Espace santé")
    organisation_of(lyon, name="Foyer")
    html = choose("organisation_chooser:choose_results", q="santé").content.decode()
    assert "Espace santé lyon" in html
    assert "Foyer lyon" not in html


def test_an_organisation_of_elsewhere_is_not_chosen_by_its_number(
    reims, lyon, choose, organisation_of
):
    here, elsewhere = organisation_of(lyon), organisation_of(reims)
    assert choose("organisation_chooser:chosen", here.pk).status_code == 200
    assert choose("organisation_chooser:chosen", elsewhere.pk).status_code == 404
    body = choose("organisation_chooser:chosen_multiple", id=elsewhere.pk).content.decode()
    assert "reims" not in body


def test_nobody_makes_an_organisation_from_the_chooser(choose):
    assert choose("organisation_chooser:choose").status_code == 200
    assert "Créer" not in choose("organisation_chooser:choose").json()["html"]


def test_professionals_are_those_of_the_organisation_chosen_before(lyon, choose, organisation_of):
    first, second = organisation_of(lyon), organisation_of(lyon, name="Foyer")
    Professional.objects.filter(organisation=second).update(first_name="Dominique")
    html = choose("professional_chooser:choose_results", organisation=first.pk).content.decode()
    assert "Camille" in html
    assert "Dominique" not in html
    assert connection.schema_name == "lyon"


@pytest.mark.parametrize("organisation", ["abc", "", "1 OR 1=1"])
def test_a_number_that_is_none_is_not_an_error(choose, organisation):
    response = choose("professional_chooser:choose", organisation=organisation)
    assert response.status_code == 404
