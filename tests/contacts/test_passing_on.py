"""A request goes to somebody better placed, in any territory: its chain is short and never comes
back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from contacts.enums import RequestStatus
from contacts.models import ContactRequest, Message
from contacts.services import (
    close,
    decline,
    erase_request,
    mark_contacted,
    pass_on,
    redirect_request,
    withdraw_request,
)
from tests.contacts.factories import EMAIL, MONDAY, make_offer, make_organisation, send

SOON = MONDAY + timedelta(hours=2)


def letters(request):
    return [(one.kind, one.recipient) for one in request.messages.order_by("pk")]


def offer_of(territory, name, **fields):
    organisation = make_organisation(territory, name=name, email=f"{name.lower()}@example.invalid")
    return make_offer(territory, organisation=organisation, title=f"Chez {name}", **fields)


@pytest.fixture
def other(reims):
    return offer_of(reims, "Deux")


def test_a_request_is_passed_on_with_all_that_was_given(offer, other):
    first = send(offer, message="Je dors chez une amie", answers={"age": 19}).request
    Message.objects.update(state="sent")
    sent = pass_on(request=first, offer=other, now=SOON)
    first.refresh_from_db()
    assert first.status == RequestStatus.REDIRECTED
    assert sent.request.parent == first
    assert sent.request.organisation_name == "Deux"
    assert sent.request.masked_contact == first.masked_contact
    assert sent.request.message == "Je dors chez une amie"
    assert sent.request.answers == {"age": 19}
    assert sent.token != first.follow_token
    assert ("withdrawal", "samira@example.invalid") in letters(first)
    assert ("alert", "deux@example.invalid") in letters(sent.request)


def test_a_declined_request_is_passed_on_and_stays_declined(offer, other):
    first = send(offer).request
    decline(request=first, reason="full", now=SOON)
    sent = pass_on(request=first, offer=other, now=SOON)
    first.refresh_from_db()
    assert first.status == RequestStatus.DECLINED
    assert sent.request.parent == first


def test_passing_on_twice_asks_once(offer, other):
    first = send(offer).request
    one = pass_on(request=first, offer=other, now=SOON)
    two = pass_on(request=first, offer=other, now=SOON)
    assert one.request == two.request
    assert ContactRequest.objects.count() == 2


@pytest.mark.parametrize("way", [pass_on, redirect_request])
def test_a_request_does_not_go_to_the_same_offer_nor_once_erased(offer, other, way):
    first = send(offer).request
    with pytest.raises(ValidationError):
        way(request=first, offer=offer, now=SOON)
    erase_request(request=first, now=SOON)
    with pytest.raises(ValidationError):
        way(request=first, offer=other, now=SOON)


def test_a_professional_redirects_to_another_territory_with_a_line_and_a_new_date(offer, lyon):
    first = send(offer, contact=EMAIL).request
    there = offer_of(lyon, "Ailleurs", delay_days=7)
    sent = redirect_request(
        request=first, offer=there, line="Elle préfère un SMS", now=SOON, by=first.professional
    )
    child = ContactRequest.objects.get(pk=sent.request.pk)
    assert child.territory == lyon
    assert child.due_on == date(2026, 11, 30)
    assert child.line == "Elle préfère un SMS"
    assert "préfère" not in child.sealed_line
    first.refresh_from_db()
    assert first.status == RequestStatus.REDIRECTED
    [event] = first.events.filter(to_status="redirected")
    assert event.professional == first.professional
    told = child.messages.get(side="young_person")
    assert (told.kind, told.recipient) == ("redirected", EMAIL)
    for words in ("Toits partagés", "Ailleurs", "30"):
        assert words in told.body
    assert f"{lyon.url}/suivi/{child.follow_token}/" in told.body


def test_the_young_person_refuses_and_who_took_over_is_told(offer, other):
    first = send(offer).request
    child = redirect_request(request=first, offer=other, now=SOON).request
    Message.objects.update(state="sent")
    withdraw_request(request=child, now=SOON)
    assert ("withdrawal", "deux@example.invalid") in letters(child)


def test_a_chain_is_three_long_at_most(offer, reims):
    request = send(offer).request
    for name in ("Deux", "Trois"):
        request = redirect_request(request=request, offer=offer_of(reims, name), now=SOON).request
    with pytest.raises(ValidationError, match="deux fois"):
        redirect_request(request=request, offer=offer_of(reims, "Quatre"), now=SOON)
    assert ContactRequest.objects.count() == 3


def test_a_chain_never_comes_back(offer, other, reims):
    first = send(offer).request
    child = redirect_request(request=first, offer=other, now=SOON).request
    again = make_offer(reims, organisation=first.organisation, title="Autre chambre")
    with pytest.raises(ValidationError, match="déjà eu cette demande"):
        redirect_request(request=child, offer=again, now=SOON)


def test_an_offer_that_is_not_open_there_is_refused(offer, reims):
    first = send(offer).request
    elsewhere = offer_of(reims, "Deux", zones=["commune:51250"])
    with pytest.raises(ValidationError, match="pas ouverte"):
        redirect_request(request=first, offer=elsewhere, now=SOON)
    first.refresh_from_db()
    assert first.status == RequestStatus.NEW


def test_a_request_that_is_over_is_not_redirected(offer, other):
    first = send(offer).request
    mark_contacted(request=first, now=SOON)
    close(request=first, outcome="helped", now=SOON)
    with pytest.raises(ValidationError, match="finie"):
        redirect_request(request=first, offer=other, now=SOON)


def test_redirecting_is_not_held_back_by_what_a_young_person_may_ask_in_a_day(offer, reims):
    house = make_organisation(reims, name="Grande maison")
    firsts = [
        send(make_offer(reims, organisation=house, title=f"Chambre {n}"), contact=EMAIL).request
        for n in range(10)
    ]
    assert redirect_request(request=firsts[0], offer=offer_of(reims, "Deux"), now=SOON).created
