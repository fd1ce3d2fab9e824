import re
from datetime import date

import pytest
from django.test import override_settings
from django.utils.translation import override

from contacts.models import ContactRequest
from contacts.services import decline, withdraw_request
from contacts.wording import long_date, short_date
from tenants.geography.naming import in_commune
from tests.contacts.factories import EMAIL, MONDAY, PHONE, make_offer, send


@pytest.fixture
def both(offer):
    """(to the professional, to the young person), who left an e-mail."""
    sent = send(offer, contact=EMAIL, message="Je dors chez une amie", answers={"age": 19})
    request = sent.request
    return request.messages.get(kind="alert"), request.messages.get(kind="confirmation")


def plain(text):
    return re.sub(r"\s", " ", text)


def test_the_alert_has_the_reference_and_the_date_and_nothing_personal(both):
    alert, _confirmation = both
    assert alert.recipient == "samira@example.invalid"
    assert alert.request.reference in alert.subject
    assert "jeudi 26 novembre" in plain(alert.subject)
    for text in (alert.subject, alert.body, alert.html):
        for secret in ("lea@", "l•••", "amie", "639981234", "19\u00a0ans"):
            assert secret not in text
    assert alert.request.offer_title not in alert.subject


def test_the_alert_greets_by_first_name_and_holds_the_link_on_the_territory_host(both, reims):
    alert, _confirmation = both
    assert "Samira" in alert.body
    assert re.search(rf"^{re.escape(reims.url)}/pro/demandes/[\w-]{{22}}/$", alert.body, re.M)


def test_the_young_person_reads_who_how_before_which_date_and_what_otherwise(both):
    _alert, confirmation = both
    body = plain(confirmation.body)
    for fact in (
        "Samira (Toits partagés)",
        "jeudi 26 novembre",
        "l•••@example.invalid",
        "01 99 00 27 18",
        confirmation.request.reference,
        "Pas de nouvelles après cette date",
    ):
        assert fact in body, fact
    assert "chambre" not in confirmation.subject


def test_the_link_of_the_young_person_opens_their_request(both, reims):
    _alert, confirmation = both
    token = re.search(rf"{re.escape(reims.url)}/suivi/([\w-]+)/", confirmation.body)[1]
    assert ContactRequest.objects.by_follow_token(token) == confirmation.request


def test_a_young_person_who_reads_english_is_written_to_in_english(offer):
    with override("fr"):
        request = send(offer, contact=EMAIL, language="en").request
    confirmation = request.messages.get(kind="confirmation")
    assert "contacts you by Thursday 26\u00a0November" in confirmation.body
    assert "/en/suivi/" in confirmation.body
    alert = request.messages.get(kind="alert")
    assert "jeudi" in alert.subject
    assert "/en/" not in alert.body


def test_an_offer_title_keeps_its_signs_in_the_text_and_is_escaped_in_the_html(reims):
    offer = make_offer(reims, title="CV & lettre <express>")
    confirmation = send(offer, contact=EMAIL).request.messages.get(kind="confirmation")
    assert "CV & lettre <express>" in confirmation.body
    assert "<express>" not in confirmation.html
    assert '<a href="http' in confirmation.html


def test_a_subject_is_one_line(both):
    for message in both:
        assert message.subject
        assert "\n" not in message.subject


def test_the_decline_speaks_of_others_and_not_of_the_reason(offer):
    for reason, contact in (("not_our_job", EMAIL), ("full", "tom@example.invalid")):
        request = send(offer, contact=contact).request
        decline(request=request, reason=reason, now=MONDAY)
        told = request.messages.get(kind="decline")
        assert request.follow_token in told.body
        assert ("de place" in told.body) is (reason == "full")


def test_a_national_site_signs_with_the_name_of_the_whole(national):
    confirmation = send(make_offer(national), contact=EMAIL, place="29019").request.messages.get(
        kind="confirmation"
    )
    assert confirmation.body.endswith("\nBoussole")


def test_a_withdrawal_says_there_is_nothing_to_do(request_sent):
    request_sent.messages.filter(kind="alert").update(state="sent")
    withdraw_request(request=request_sent, now=MONDAY)
    told = request_sent.messages.get(kind="withdrawal")
    assert request_sent.reference in told.subject
    assert PHONE not in told.body


@pytest.mark.parametrize(
    ("language", "day", "long", "short"),
    [
        ("fr", date(2026, 11, 26), "jeudi 26\u00a0novembre", "jeu. 26 nov"),
        ("fr", date(2027, 2, 1), "lundi 1er\u00a0février", "lun. 1er fév"),
        ("en", date(2026, 11, 26), "Thursday 26\u00a0November", "Thu 26 Nov"),
        ("en", date(2027, 2, 1), "Monday 1\u00a0February", "Mon 1 Feb"),
    ],
)
def test_dates_are_said_in_words(language, day, long, short):
    with override(language):
        assert long_date(day) == long
        assert short_date(day) == short


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("Reims", "à Reims", "in Reims"),
        ("Le Havre", "au Havre", "in Le Havre"),
        ("Les Ulis", "aux Ulis", "in Les Ulis"),
        ("La Rochelle", "à La Rochelle", "in La Rochelle"),
        ("Lescar", "à Lescar", "in Lescar"),
        ("", "", ""),
    ],
)
def test_a_commune_takes_its_preposition(name, french, english):
    with override("fr"):
        assert in_commune(name) == french
    with override("en"):
        assert in_commune(name) == english


@override_settings(PORTAL_PORT="8000")
def test_links_carry_the_port_of_the_demo(reims):
    body = send(make_offer(reims)).request.messages.get(kind="alert").body
    assert "reims.portail.localhost:8000/pro/demandes/" in body
