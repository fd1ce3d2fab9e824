"""“Ce n’est pas moi”: from the foot of an e-mail, or from the page of a request."""

import re

import pytest
from django.test import Client

from contacts.blocking import block_token
from contacts.models import BlockedContact, ContactRequest
from tests.conftest import host_of
from tests.contacts.factories import EMAIL, make_offer, send

CONTACT = {"commune": "51454", "contact": EMAIL}


@pytest.fixture
def mistyped(offer):
    """Somebody left an address that is not theirs."""
    return send(offer, contact=EMAIL)


@pytest.fixture
def path(mistyped):
    body = mistyped.request.messages.get(kind="confirmation").body
    return re.search(r"/plus-de-messages/[\w.-]+/", body)[0]


def test_a_visit_changes_nothing(client_for, path):
    client = client_for("reims")
    for look in (client.get, client.head, client.get):
        response = look(path, {"action": "block"})
        assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not BlockedContact.objects.exists()
    assert ContactRequest.objects.get().is_open


def test_a_press_stops_everything_and_says_it(client_for, path, mistyped):
    client = client_for("reims")
    page = client.post(path, {"action": "block"}, follow=True).content.decode()
    assert "Tu ne reçois plus de messages" in page
    assert ContactRequest.objects.get().erased_at
    assert client.get(f"/suivi/{mistyped.token}/").status_code == 404


def test_nobody_sends_a_request_with_it_and_the_answer_says_nothing_of_why(client_for, path, reims):
    client = client_for("reims")
    client.post(path)
    other = make_offer(reims)
    response = client.post(f"/offres/{other.key}/", CONTACT)
    assert response.status_code == 400
    assert "Laisse-en un autre" in response.content.decode()
    api = client.post(
        "/api/v1/contact-requests",
        {"offer": other.key, "commune": "51454", "email": EMAIL},
        content_type="application/json",
    )
    assert api.status_code == 400
    assert "Laisse-en un autre" in str(api.json()["errors"])
    wish = client_for("national").post(
        "/communes/prevenez-moi/", {"commune": "29019", "contact": EMAIL}
    )
    assert wish.status_code == 400
    assert "Laisse-en un autre" in wish.content.decode()


def test_the_same_link_lets_messages_come_again(client_for, path, reims):
    client = client_for("reims")
    client.post(path)
    client.post(path, {"action": "unblock"})
    assert not BlockedContact.objects.exists()
    assert client.post(f"/offres/{make_offer(reims).key}/", CONTACT).status_code == 302


def test_the_page_of_a_request_leads_there_for_who_got_a_text_message(client_for, sent):
    page = client_for("reims").get(f"/suivi/{sent.token}/").content.decode()
    (link,) = re.findall(r'href="(/plus-de-messages/[^"]+)"', page)
    client_for("reims").post(link)
    assert ContactRequest.objects.get().erased_at
    assert BlockedContact.objects.count() == 1


def test_it_is_also_in_english(client_for, offer):
    body = send(offer, contact=EMAIL, language="en").request.messages.get(kind="confirmation").body
    path = re.search(r"/en/plus-de-messages/[\w.-]+/", body)[0]
    assert "It was not me" in client_for("reims").get(path).content.decode()


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("token", ["x", "x.y", "%00", "é", "a" * 3000])
def test_an_address_that_is_not_ours_is_none(client_for, token, method, mistyped):
    good = block_token(mistyped.request.contact_fingerprint)
    for one in (token, good[:-1], good.replace(".", "x.")):
        response = getattr(client_for("reims"), method)(f"/plus-de-messages/{one}/")
        assert response.status_code == 404
    assert not BlockedContact.objects.exists()


def test_a_press_comes_from_our_own_page(path):
    client = Client(headers={"host": host_of("reims")}, enforce_csrf_checks=True)
    assert client.post(path, {"action": "block"}).status_code == 403
    assert not BlockedContact.objects.exists()
