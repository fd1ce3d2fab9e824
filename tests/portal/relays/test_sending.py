"""The journey with a relay: the same, with an agreement and without the link."""

import pytest
from django.utils import timezone

from contacts import agreement
from contacts.models import ContactRequest
from contacts.services import erase_request, mark_contacted
from contacts.services.relaying import close_relay
from tests.contacts.factories import EMAIL, make_offer
from tests.portal.relays.conftest import text_of

BOX = "Vous envoyez pour une personne qui est à côté de vous."
FORM = {"commune": "51454", "contact": "06 39 98 12 34", "nonce": "n"}
AGREES = {"agrees": agreement.VERSION}


@pytest.fixture
def offer(reims):
    return make_offer(reims)


@pytest.fixture
def page(offer):
    return f"/offres/{offer.key}/"


def test_the_form_tells_the_relay_what_to_ask(entered, client_for, page):
    told = text_of(entered.get(page, {"commune": "51454"}))
    for words in (BOX, "Je lui ai lu ce que devient son contact", "Son numéro de portable"):
        assert words in told, words
    anybody = text_of(client_for("reims").get(page, {"commune": "51454"}))
    assert BOX not in anybody
    assert 'name="agrees"' not in anybody


def test_the_relay_sees_reference_and_date_and_never_link_or_contact(entered, page):
    response = entered.post(page, {**FORM, **AGREES}, follow=True)
    sent = ContactRequest.objects.get()
    assert response.redirect_chain == [("/relais/", 302)]
    told = text_of(response)
    assert sent.reference in told
    assert "jeudi 26\u00a0novembre" in told
    for secret in (sent.follow_token, "39 98", "39\u00a098", "639981234", sent.masked_contact):
        assert secret not in told, secret
    assert sent.offer_title not in told
    assert (sent.events.get().actor, sent.notice_version) == ("relay", "2026-11-26")


@pytest.mark.parametrize(
    ("given", "words"),
    [({}, "Demandez à la personne"), ({"agrees": "1999-01-01"}, "Ce texte a changé")],
)
def test_without_the_agreement_nothing_leaves_and_nothing_is_lost(entered, page, given, words):
    response = entered.post(page, {**FORM, **given})
    assert response.status_code == 400
    told = text_of(response)
    assert words in told
    assert 'href="#agrees"' in told
    assert 'value="06 39 98 12 34"' in told
    assert not ContactRequest.objects.exists()


def test_a_landline_is_refused_in_words(entered, page):
    response = entered.post(page, {**FORM, **AGREES, "contact": "03 53 01 12 34"})
    assert response.status_code == 400
    assert "Écrivez un portable ou un e-mail" in text_of(response)


def test_too_many_in_a_day_is_said(entered, page, monkeypatch):
    monkeypatch.setattr("contacts.services.relaying.PER_RELAY", 0)
    response = entered.post(page, {**FORM, **AGREES})
    assert response.status_code == 400
    assert "Continuez demain" in text_of(response)
    assert not ContactRequest.objects.exists()


def test_who_is_no_relay_sends_as_anybody(entered, page, nadia):
    """Taken off between the page and the press: the young person gets their own page."""
    close_relay(relay=nadia)
    response = entered.post(page, {**FORM, **AGREES})
    assert "/suivi/" in response.url
    assert ContactRequest.objects.get().events.get().actor == "young_person"


def test_a_ticked_box_makes_nobody_a_relay(client_for, page):
    client_for("reims").post(page, {**FORM, **AGREES})
    assert ContactRequest.objects.get().events.get().relay is None


def test_the_list_says_one_word_for_each_and_costs_the_same(
    entered, reims, django_assert_num_queries
):
    for number in range(4):
        page = f"/offres/{make_offer(reims).key}/"
        entered.post(page, {**FORM, **AGREES, "contact": f"{number}@example.invalid"})
    first, second, third, _fourth = ContactRequest.objects.order_by("pk")
    mark_contacted(request=first, now=timezone.now())
    erase_request(request=second, now=timezone.now())
    ContactRequest.objects.filter(pk=third.pk).update(status="expired")
    entered.get("/relais/")
    # The search path and the test's savepoint; the session, the relay, what they sent.
    with django_assert_num_queries(6):
        told = text_of(entered.get("/relais/"))
    for reference, word in (
        (first.reference, "contactée"),
        (second.reference, "terminée"),
        (third.reference, "sans réponse"),
    ):
        assert f'{reference}</b> <span class="tag">{word}<' in told


def test_another_relay_s_requests_are_not_listed(entered, page, client_for, reims):
    from contacts.services.relaying import invite_relay
    from portal.relays.entering import link_of

    entered.post(page, {**FORM, **AGREES})
    sent = ContactRequest.objects.get()
    other = invite_relay(
        territory=reims, structure="Club", first_name="Ali", email="ali@example.invalid"
    )
    client = client_for("reims")
    client.post(f"/relais/entrer/{link_of(other)}/")
    told = text_of(client.get("/relais/"))
    assert "Ali" in told
    assert sent.reference not in told


def test_each_side_reads_that_a_relay_sent_it(entered, client_for, page):
    entered.post(page, {**FORM, **AGREES, "contact": EMAIL})
    sent = ContactRequest.objects.get()
    alert = sent.messages.get(kind="alert").body
    link = next(word for word in alert.split() if "/pro/demandes/" in word)
    client = client_for("reims")
    professional = text_of(client.get(link.removeprefix("http://reims.portail.localhost")))
    assert "Envoyée avec un relais" in professional
    assert "Nadia, France Services Fismes" in professional
    young = text_of(client.get(f"/suivi/{sent.follow_token}/"))
    assert "Nadia (France Services Fismes) a envoyé ta demande avec toi." in young
