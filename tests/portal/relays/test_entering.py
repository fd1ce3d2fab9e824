"""A relay enters with a link sent to their mailbox, on the site of their territory."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from contacts.models import Relay
from contacts.services.relaying import close_relay
from portal.relays.entering import link_of
from tests.contacts.factories import MONDAY
from tests.portal.relays.conftest import text_of

DOOR = "/relais/"
IN = "Avec quelqu’un, maintenant"


def test_a_link_is_asked_for_and_lets_in_once(client_for, nadia, letter):
    client = client_for("reims")
    assert "votre boîte" in text_of(client.post(DOOR, {"email": "Nadia@Example.invalid"}))
    assert mail.outbox[-1].to == [nadia.email]
    path = letter()
    assert IN not in text_of(client.get(path))
    assert IN not in text_of(client.get(DOOR))
    assert IN in text_of(client.post(path, follow=True))
    assert IN in text_of(client.get(DOOR))
    for used in (client_for("reims").get(path), client_for("reims").post(path)):
        assert used.status_code == 404


def test_whoever_asks_learns_nothing_of_who_is_a_relay(client_for, nadia):
    known = client_for("reims").post(DOOR, {"email": nadia.email})
    unknown = client_for("reims").post(DOOR, {"email": "other@example.invalid"})
    assert known.status_code == unknown.status_code == 200
    assert text_of(known).replace(nadia.email, "") == text_of(unknown).replace(
        "other@example.invalid", ""
    )
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("email", ["", "x", "x" * 400 + "@example.invalid"])
def test_what_is_no_address_is_said(client_for, email):
    response = client_for("reims").post(DOOR, {"email": email})
    assert response.status_code == 400
    assert 'aria-invalid="true"' in text_of(response)


def test_a_mailbox_is_not_filled(client_for, nadia):
    answers = [client_for("reims").post(DOOR, {"email": nadia.email}) for _turn in range(11)]
    assert [one.status_code for one in answers] == [200] * 10 + [429]
    assert len(mail.outbox) == 10


def test_a_link_is_good_for_a_day(client_for, nadia):
    path = f"{DOOR}entrer/{link_of(nadia)}/"
    with time_machine.travel(MONDAY + timedelta(days=1, seconds=1)):
        assert client_for("reims").post(path).status_code == 404
    assert client_for("reims").post(path).status_code == 302


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "é"])
def test_a_forged_link_opens_nothing(client_for, nadia, token):
    assert client_for("reims").post(f"{DOOR}entrer/{token}/").status_code == 404


@pytest.mark.parametrize("site", ["lyon", "lot", "national"])
def test_neither_link_nor_session_opens_another_site(client_for, nadia, entered, site):
    fresh = client_for(site)
    assert fresh.post(f"{DOOR}entrer/{link_of(nadia)}/").status_code == 404
    fresh.cookies["sessionid"] = entered.cookies["sessionid"].value
    assert IN not in text_of(fresh.get(DOOR))
    fresh.post(DOOR, {"email": nadia.email})
    assert not mail.outbox


def test_who_is_taken_off_or_has_left_is_out_at_the_next_click(entered, client_for, nadia):
    entered.post(f"{DOOR}sortir/")
    assert IN not in text_of(entered.get(DOOR))
    nadia = Relay.objects.get()
    entered.post(f"{DOOR}entrer/{link_of(nadia)}/")
    assert IN in text_of(entered.get(DOOR))
    close_relay(relay=nadia)
    assert IN not in text_of(entered.get(DOOR))
    entered.post(DOOR, {"email": nadia.email})
    assert not mail.outbox


def test_one_stays_in_for_a_working_day(entered):
    with time_machine.travel(MONDAY + timedelta(hours=9)):
        assert IN in text_of(entered.get(DOOR))
    with time_machine.travel(MONDAY + timedelta(hours=11)):
        assert IN not in text_of(entered.get(DOOR))


@pytest.mark.parametrize("role", ["national", "animator", "editor", None])
def test_no_role_of_the_portal_is_a_relay(client_for, person, reims, nadia, role):
    client = client_for("reims")
    client.force_login(person(role, reims, email="autre@example.invalid"))
    assert IN not in text_of(client.get(DOOR))


def test_a_relay_has_no_role_of_the_portal(entered, person, reims):
    """Even with the address of an editor's account."""
    person("animator", reims, email="nadia@example.invalid")
    for path in ("/admin/", "/admin/relays/", "/admin/commitments/", "/pro/"):
        response = entered.get(path)
        assert response.status_code == 302
        assert "/login/" in response.url or "portail.localhost/pro/" in response.url


def test_nothing_of_these_pages_is_kept(entered):
    response = entered.get(DOOR)
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
