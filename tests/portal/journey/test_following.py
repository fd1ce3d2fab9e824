"""The page of a request: what one reads and what one may press, from the day it leaves."""

from datetime import timedelta

import pytest
import time_machine

from contacts.models import ContactRequest
from contacts.services import decline, erase_request, mark_contacted
from tests.contacts.factories import EMAIL, MONDAY, make_offer, make_organisation, send

FRIDAY = MONDAY.replace(day=27, hour=10)


@pytest.fixture
def offer(reims):
    return make_offer(reims, subtheme="find")


@pytest.fixture
def other(reims):
    return make_offer(
        reims,
        organisation=make_organisation(reims, name="Autre toit", email="autre@example.invalid"),
        title="Une autre chambre",
        subtheme="find",
    )


@pytest.fixture
def asked(offer):
    return send(offer)


@pytest.fixture
def page(client_for, reims, asked):
    """`page(moment, **pressed)`: the page at that moment, or what a press answers."""
    client, path = client_for(reims), f"/suivi/{asked.token}/"

    def open_it(moment, **pressed):
        with time_machine.travel(moment, tick=False):
            answer = client.post(path, pressed, follow=True) if pressed else client.get(path)
        open_it.status = answer.status_code
        return answer.content.decode()

    return open_it


def status():
    return ContactRequest.objects.order_by("pk").values_list("status", flat=True).first()


def test_before_the_date_one_waits_and_may_correct_or_cancel(page, other):
    text = page(MONDAY)
    assert "Je n’ai pas eu de nouvelles" not in text
    assert "Une autre chambre" not in text
    assert "Corriger mon numéro" in text
    assert "Dire quand je peux répondre" in text


def test_on_the_date_itself_other_offers_are_shown(page, other):
    text = page(MONDAY.replace(day=26, hour=19))
    assert "Une autre chambre" in text
    assert "Je n’ai pas eu de nouvelles" not in text


def test_the_day_after_one_press_says_that_nobody_called(page):
    assert "Je n’ai pas eu de nouvelles" in page(FRIDAY)
    text = page(FRIDAY, action="not_contacted")
    assert "Merci de nous l’avoir dit" in text
    assert "Tu nous as dit que personne" in text


def test_saying_it_too_early_is_answered_with_a_sentence(page):
    text = page(MONDAY, action="not_contacted")
    assert page.status == 400
    assert "attends demain" in text


def test_a_false_contact_is_denied_at_once(page, asked):
    mark_contacted(request=asked.request, now=MONDAY + timedelta(minutes=5))
    text = page(MONDAY + timedelta(minutes=10))
    assert "dit t’avoir contacté·e" in text
    assert "est-ce que ça t’a aidé" in text
    page(MONDAY + timedelta(minutes=11), action="survey", contacted="no")
    assert status() == "new"


def test_a_contact_is_confirmed_with_what_it_brought(page, asked):
    mark_contacted(request=asked.request, now=MONDAY + timedelta(minutes=5))
    later = MONDAY + timedelta(days=2)
    for typed in ({}, {"contacted": "yes"}, {"contacted": "yes", "helped": "nothing"}):
        text = page(later, action="survey", **typed)
        assert page.status == 400
        assert "est-ce que ça t’a aidé" in text
    assert "Merci" in page(later, action="survey", contacted="yes", helped="partly")
    assert "est-ce que ça t’a aidé" not in page(later)
    assert ContactRequest.objects.get().helped == "partly"
    assert "Je n’ai pas eu de nouvelles" in page(later)


def test_the_contact_is_corrected_on_the_page(page):
    text = page(MONDAY, action="contact", contact=EMAIL)
    assert "Ton contact est corrigé" in text
    assert "l•••@example.invalid" in text


@pytest.mark.parametrize("typed", ["", "06 39", "a@b", "06 39 98 12 34 ou lea@example.invalid"])
def test_a_contact_that_cannot_be_read_is_said_and_kept(page, typed):
    text = page(MONDAY, action="contact", contact=typed)
    assert page.status == 400
    assert 'id="contact-error"' in text
    assert f'value="{typed}"' in text
    assert ContactRequest.objects.get().masked_contact.startswith("06")


def test_when_one_can_answer_is_shown_on_both_pages(page, client_for, reims, asked):
    text = page(MONDAY, action="availability", availability="après 17 h, par SMS")
    assert "C’est noté" in text
    assert text.count("après 17 h, par SMS") == 2  # among the facts, and in the field


def test_a_request_is_passed_on_in_one_press(page, asked, other):
    text = page(FRIDAY, action="offer", offer=other.key)
    assert "Autre toit" in text
    first, second = ContactRequest.objects.order_by("pk")
    assert first.status == "redirected"
    assert second.parent == first
    assert "Ta demande a été passée à d’autres" in page(FRIDAY)


def test_a_declined_request_shows_who_can_answer(page, asked, other):
    decline(request=asked.request, reason="full", now=MONDAY)
    text = page(MONDAY)
    assert "Leur passer ma demande" in text
    assert "Une autre chambre" in text


def test_an_offer_without_room_or_already_asked_or_of_the_same_house_is_not_shown(
    page, asked, other, reims, offer
):
    other.room = 0
    other.save()
    make_offer(reims, organisation=asked.request.organisation, title="La même maison")
    text = page(FRIDAY)
    assert "Une autre chambre" not in text
    assert "La même maison" not in text
    assert "Choisir une autre offre" in text


@pytest.mark.parametrize("key", ["", "nothing", "lyon-1", "reims-999999999"])
def test_an_offer_that_is_not_there_is_refused_with_a_sentence(page, key):
    text = page(FRIDAY, action="offer", offer=key)
    assert page.status == 400
    assert "n’est plus disponible" in text
    assert ContactRequest.objects.count() == 1


def test_an_offer_that_is_not_equivalent_is_not_asked(page, reims):
    elsewhere = make_offer(reims, theme="health", title="Parler à quelqu’un")
    page(FRIDAY, action="offer", offer=elsewhere.key)
    assert ContactRequest.objects.count() == 1


@pytest.mark.parametrize("action", ["", "nothing", "decline"])
def test_an_unknown_press_changes_nothing(page, action):
    page(MONDAY, action=action, contact=EMAIL)
    assert page.status == 400
    assert status() == "new"


def test_the_neighbour_opens_nothing_by_a_press(client_for, lyon, asked):
    for action in ("withdraw", "erase", "not_contacted", "contact"):
        answer = client_for(lyon).post(
            f"/suivi/{asked.token}/", {"action": action, "sure": "1", "contact": EMAIL}
        )
        assert answer.status_code == 404
    assert status() == "new"


def test_a_lost_link_is_answered_the_same_whether_there_is_a_request_or_not(client_for, reims):
    send(make_offer(reims), contact=EMAIL)
    pages = []
    for contact in (EMAIL, "personne@example.invalid"):
        answer = client_for(reims).post("/ma-demande/", {"contact": contact})
        assert answer.status_code == 200
        assert contact not in answer.content.decode()
        pages.append(answer.content.decode().split("<main")[1])
    assert pages[0] == pages[1]


def test_a_lost_link_needs_a_contact_one_can_read(client_for, reims):
    answer = client_for(reims).post("/ma-demande/", {"contact": "lea"})
    assert answer.status_code == 400
    assert 'id="contact-error"' in answer.content.decode()


def test_an_erased_request_has_no_page(page, asked):
    erase_request(request=asked.request, now=MONDAY)
    page(FRIDAY)
    assert page.status == 404


def test_the_page_of_a_late_request_takes_few_queries(
    page, asked, other, django_assert_max_num_queries
):
    page(FRIDAY)
    with django_assert_max_num_queries(25):
        page(FRIDAY)
