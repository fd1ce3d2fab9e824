"""Other zones for an open territory: what changes is said before it does."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tenants.geography.models import Commune, Epci
from tenants.models import Territory
from tests.contacts.factories import make_offer
from tests.contacts.factories import send as send_request

REIMS, TINQUEUX = "51454", "51573"
WHOLE, WITHOUT_REIMS = "epci:200067213", f"epci:200067213\n-commune:{REIMS}"


@pytest.fixture
def page(reims):
    return reverse("territories:coverage", args=[reims.pk])


def text_of(response):
    return response.content.decode()


def test_what_changes_is_said_and_nothing_does(admin, page, reims):
    offer = make_offer(reims, zones=[f"commune:{REIMS}"], title="Pour Reims seulement")
    send_request(offer, place=REIMS, now=datetime.now(UTC))
    shown = text_of(admin.post(page, {"zones": WITHOUT_REIMS + "\ncommune:08105"}))
    assert "1 commune entre" in shown
    assert "Charleville-Mézières" in shown
    assert "1 commune sort" in shown
    assert "Pour Reims seulement" in shown
    assert "1 demande de là-bas est ouverte" in shown
    assert 'name="apply"' in shown
    assert Territory.objects.get(pk=reims.pk).communes.filter(commune=REIMS).exists()


def test_then_it_is_done(admin, page, reims, client_for):
    response = admin.post(page, {"zones": WITHOUT_REIMS, "apply": "1"})
    assert response["Location"] == reverse("territories:edit", args=[reims.pk])
    changed = Territory.objects.get(pk=reims.pk)
    assert not changed.communes.filter(commune=REIMS).exists()
    assert changed.communes.filter(commune=TINQUEUX).exists()


def test_offers_that_still_reach_somebody_are_not_named(admin, page, reims):
    make_offer(reims, zones=[f"commune:{REIMS}", f"commune:{TINQUEUX}"], title="Pour deux villes")
    assert "Pour deux villes" not in text_of(admin.post(page, {"zones": WITHOUT_REIMS}))


@pytest.mark.parametrize(
    ("zones", "sentence"),
    [
        ("reims +lyon", "« +lyon » n’est pas une zone"),
        ("epci:200067213 epci:245100002", "Personne n’habite « epci:245100002 » aujourd’hui"),
        ("epci:200067213 -commune:99999", "Personne n’habite « commune:99999 » aujourd’hui"),
    ],
)
def test_a_zone_that_is_none_is_refused_in_words(admin, page, zones, sentence):
    response = admin.post(page, {"zones": zones})
    assert response.status_code == 400
    shown = text_of(response).replace("\xa0", " ")
    assert sentence in shown
    assert zones in shown


def test_a_group_that_is_no_more_is_said_with_what_took_its_place(admin, page, public):
    Epci.objects.create(code="245100001", name="CC de la Vesle", kind="CC")
    Commune.objects.filter(pk=REIMS).update(past_zones=["epci:245100001"])
    shown = text_of(admin.post(page, {"zones": "epci:245100001"}))
    assert "CC de la Vesle (epci:245100001) n’existe plus" in shown
    assert "CU du Grand Reims (epci:200067213)" in shown
    found = text_of(admin.get(page, {"find": "vesle"}))
    assert "Ses communes sont aujourd’hui dans" in found
    assert "<code>epci:245100001</code>" not in found


@pytest.mark.parametrize("zones", ["reims", "commune:69383", ""])
def test_zones_that_cannot_be_are_refused_with_why(admin, page, reims, zones):
    response = admin.post(page, {"zones": zones, "apply": "1"})
    assert response.status_code == 400
    assert "w-field__errors" in text_of(response)
    assert Territory.objects.get(pk=reims.pk).communes.filter(commune=REIMS).exists()


def test_communes_of_a_neighbour_are_named_and_nothing_can_be_pressed(admin, page, lyon):
    shown = text_of(admin.post(page, {"zones": WHOLE + "\ncommune:69029"}))
    assert reverse("territories:edit", args=[lyon.pk]) in shown
    assert 'name="apply"' not in shown


@pytest.mark.parametrize("role", ["animator", "editor", "national"])
def test_it_is_for_national_admins_on_the_national_site(client_for, person, reims, page, role):
    client = client_for(reims)
    client.force_login(person(role, reims))
    assert client.get(page).status_code in (302, 404)
    assert client.post(page, {"zones": "", "apply": "1"}).status_code in (302, 404)


def test_the_national_site_has_no_zones(admin, national):
    assert admin.get(reverse("territories:coverage", args=[national.pk])).status_code == 404
