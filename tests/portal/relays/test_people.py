"""Animators invite the relays of their territory, and no other's."""

import pytest
from django.core import mail

from contacts.models import Relay
from tests.portal.relays.conftest import text_of

PEOPLE = "/admin/relays/"
NEW = {
    "structure": "Mission locale",
    "first_name": "Ali",
    "last_name": "",
    "email": "ali@example.invalid",
}


@pytest.fixture
def animator(client_for, person, reims):
    client = client_for("reims")
    client.force_login(person("animator", reims))
    return client


def test_a_relay_is_invited_by_letter_and_enters(animator, client_for, letter):
    page = text_of(animator.post(f"{PEOPLE}invite/", NEW, follow=True))
    assert "ali@example.invalid" in page
    assert "vous invite, pour Mission locale" in mail.outbox[-1].body
    client = client_for("reims")
    client.post(letter())
    assert "Mission locale" in text_of(client.get("/relais/"))


def test_a_relay_is_written_to_again_and_taken_off(animator, nadia):
    animator.post(f"{PEOPLE}{nadia.pk}/again/")
    assert mail.outbox[-1].to == [nadia.email]
    assert "Nadia" in text_of(animator.get(PEOPLE))
    animator.post(f"{PEOPLE}{nadia.pk}/off/", follow=True)
    assert not Relay.objects.get().active
    assert animator.post(f"{PEOPLE}{nadia.pk}/again/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"email": "x"}, {"email": ""}, {"structure": ""}, {"first_name": "x" * 61}],
)
def test_bad_input_is_said_and_nobody_is_written_to(animator, wrong):
    assert animator.post(f"{PEOPLE}invite/", {**NEW, **wrong}).status_code == 400
    assert not Relay.objects.exists()
    assert not mail.outbox


def test_nobody_is_a_relay_twice(animator, nadia):
    response = animator.post(f"{PEOPLE}invite/", {**NEW, "email": "NADIA@example.invalid"})
    assert response.status_code == 400
    assert "déjà relais ici" in text_of(response)


def test_the_neighbour_s_animator_sees_and_changes_none_of_ours(client_for, person, lyon, nadia):
    client = client_for("lyon")
    client.force_login(person("animator", lyon))
    assert "Nadia" not in text_of(client.get(PEOPLE))
    for what in ("again", "off"):
        assert client.post(f"{PEOPLE}{nadia.pk}/{what}/").status_code == 404
    assert Relay.objects.get().active
    assert not mail.outbox


@pytest.mark.parametrize("role", ["editor", None, "nobody"])
def test_who_does_not_lead_the_territory_invites_nobody(client_for, person, reims, nadia, role):
    client = client_for("reims")
    if role != "nobody":
        client.force_login(person(role, reims))
    for path in ("invite/", f"{nadia.pk}/again/", f"{nadia.pk}/off/"):
        assert client.post(f"{PEOPLE}{path}", NEW).status_code in (302, 403)
    assert "Nadia" not in text_of(client.get(PEOPLE))
    assert Relay.objects.get().active
    assert not mail.outbox


def test_a_national_admin_invites_in_any_territory(client_for, person):
    client = client_for("lyon")
    client.force_login(person("national"))
    client.post(f"{PEOPLE}invite/", NEW)
    assert Relay.objects.get().territory.slug == "lyon"
