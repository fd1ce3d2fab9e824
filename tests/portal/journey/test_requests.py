"""The last step and what follows it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contacts.models import ContactRequest
from portal.journey.models import OpeningWish
from tests.conftest import host_of
from tests.contacts.factories import make_offer, send

CONTACT = {"contact": "06 39 98 12 34"}


def test_sending_leads_to_a_page_with_the_date_the_person_and_the_reference(client_for, offer):
    client = client_for("reims")
    response = client.post(f"/offres/{offer.key}/", {"commune": "51454", **CONTACT}, follow=True)
    request = ContactRequest.objects.get()
    page = response.content.decode()
    assert request.reference in page
    assert "Samira" in page
    assert "Toits partagés" in page
    assert f"{request.due_on:%Y-%m-%d}" in page


def test_a_request_needs_a_form_that_we_made(offer):
    client = Client(headers={"host": host_of("reims")}, enforce_csrf_checks=True)
    response = client.post(f"/offres/{offer.key}/", {"commune": "51454", **CONTACT})
    assert response.status_code == 403
    assert not ContactRequest.objects.exists()


def test_a_national_offer_is_followed_where_the_young_person_is(client_for, national):
    offer = make_offer(national)
    response = client_for("national").post(f"/offres/{offer.key}/", {"commune": "51454", **CONTACT})
    assert response["Location"].startswith("http://reims.portail.localhost/suivi/")
    path = response["Location"].removeprefix("http://reims.portail.localhost")
    assert client_for("reims").get(path).status_code == 200
    assert client_for("lyon").get(path).status_code == 404
    assert client_for("national").get(path).status_code == 404


def test_answers_go_along_only_if_asked(client_for, offer):
    client = client_for("reims")
    given = {"commune": "51454", "answer.age": "19"}
    client.post(f"/offres/{offer.key}/", {**given, **CONTACT})
    client.post(f"/offres/{offer.key}/", {**given, "contact": "06 39 98 55 66", "share": "on"})
    kept, shared = ContactRequest.objects.order_by("pk")
    assert kept.answers_in_words == []
    assert [answer for _question, answer in shared.answers_in_words] == ["19\u00a0ans"]


def test_an_offer_of_another_place_says_so_and_sends_nothing(client_for, reims):
    offer = make_offer(reims, zones=["commune:51250"])
    page = client_for("reims").get(f"/offres/{offer.key}/", {"commune": "51454"})
    assert "pas ouverte à Reims" in page.content.decode()
    assert 'name="contact"' not in page.content.decode()
    sent = client_for("reims").post(f"/offres/{offer.key}/", {"commune": "51454", **CONTACT})
    assert sent.status_code == 400
    assert not ContactRequest.objects.exists()


@pytest.mark.parametrize("page", ["", "envoyee/", "agenda.ics"])
def test_a_page_of_a_request_opens_by_its_secret_alone(client_for, sent, page):
    path = f"/suivi/{sent.token}/{page}"
    response = client_for("reims").get(path)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    for host in ("lyon", "lot", "national"):
        assert client_for(host).get(path).status_code == 404
    assert client_for("reims").get(f"/suivi/{sent.token[:-1]}x/{page}").status_code == 404
    assert client_for("reims").get(f"/suivi/{sent.request.reference}/{page}").status_code == 404


def test_looking_changes_nothing_and_a_press_cancels(client_for, sent):
    client = client_for("reims")
    path = f"/suivi/{sent.token}/"
    for method in (client.get, client.head, client.get):
        method(path, {"action": "withdraw"})
    assert ContactRequest.objects.get().is_open
    client.post(path, {"action": "withdraw"})
    assert not ContactRequest.objects.get().is_open
    again = client.post(path, {"action": "withdraw"})
    assert again.status_code in {302, 400}


def test_erasing_asks_once_then_leaves_nothing_personal(client_for, sent):
    client = client_for("reims")
    path = f"/suivi/{sent.token}/"
    asked = client.post(path, {"action": "erase"})
    assert "Tout effacer" in asked.content.decode()
    assert client.get(path).status_code == 200
    client.post(path, {"action": "erase", "sure": "1"})
    assert client.get(path).status_code == 404


def test_a_late_request_says_it_without_reproach_and_shows_a_way_on(client_for, offer):
    late = send(offer, now=timezone.now() - timedelta(days=20))
    page = client_for("reims").get(f"/suivi/{late.token}/").content.decode()
    assert "devait te contacter" in page
    assert "/themes/?commune=51454" in page


def test_the_calendar_holds_the_promised_day(client_for, sent):
    response = client_for("reims").get(f"/suivi/{sent.token}/agenda.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    lines = response.content.decode().split("\r\n")
    assert f"DTSTART;VALUE=DATE:{sent.request.due_on:%Y%m%d}" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "06 39" not in response.content.decode()


@pytest.mark.parametrize("typed", ["", "lou", "03 26 00 00 00", "a@b\nc@d", "x" * 500])
def test_a_wish_needs_an_address(client_for, typed):
    response = client_for("national").post(
        "/communes/prevenez-moi/", {"commune": "29019", "contact": typed}
    )
    assert response.status_code == 400
    assert 'id="contact-error"' in response.content.decode()
    assert not OpeningWish.objects.exists()


def test_a_wish_is_kept_once_and_sealed(client_for):
    for email in ("lou@example.invalid", "Lou@Example.invalid"):
        response = client_for("national").post(
            "/communes/prevenez-moi/", {"commune": "29019", "contact": email}
        )
        assert response.status_code == 200
    wish = OpeningWish.objects.get()
    assert "lou" not in wish.sealed_contact.lower()
