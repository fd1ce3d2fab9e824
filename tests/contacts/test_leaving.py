"""A professional who leaves, an organisation that closes: nobody is left waiting for them."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from contacts.models import ContactRequest
from contacts.services import close_organisation, leave_organisation, mark_contacted
from search.models import CatalogueOffer
from tests.contacts.factories import (
    EMAIL,
    MONDAY,
    make_offer,
    make_organisation,
    make_professional,
    send,
)


@pytest.fixture
def roofs(request_sent):
    return request_sent.organisation


@pytest.fixture
def samira(request_sent):
    return request_sent.holder


@pytest.fixture
def keys(reims):
    return make_organisation(reims, name="Les Clés", email="cles@example.invalid")


def to(request):
    """[(kind, recipient)] of what waits to leave."""
    waiting = request.messages.waiting().order_by("pk")
    return [(one.kind, one.recipient) for one in waiting]


def test_what_somebody_had_in_hand_goes_back_to_the_organisation(request_sent, samira):
    assert leave_organisation(professional=samira, now=MONDAY) == 1
    request_sent.refresh_from_db()
    assert request_sent.holder is None
    assert request_sent.events.last().kind == "returned"
    assert ("alert", "accueil@example.invalid") in to(request_sent)
    assert ("alert", "samira@example.invalid") not in to(request_sent)


def test_without_an_address_of_its_own_the_lead_is_written_to(request_sent, samira, roofs):
    roofs.email = ""
    roofs.save()
    make_professional(roofs, first_name="Ali")
    karim = make_professional(roofs, first_name="Karim", is_lead=True)
    leave_organisation(professional=samira, now=MONDAY)
    request_sent.refresh_from_db()
    assert request_sent.holder == karim
    assert ("alert", "karim@example.invalid") in to(request_sent)


def test_nobody_leaves_a_request_to_nobody(request_sent, samira, roofs):
    roofs.email = ""
    roofs.save()
    with pytest.raises(ValidationError):
        leave_organisation(professional=samira, now=MONDAY)
    samira.refresh_from_db()
    assert samira.active


def test_the_links_and_the_account_of_who_left_open_nothing(request_sent, samira, person):
    samira.user = person(None)
    samira.save()
    account = samira.user
    leave_organisation(professional=samira, now=MONDAY)
    assert not request_sent.links.filter(professional=samira, revoked_at=None).exists()
    assert not ContactRequest.objects.seen_by(account).exists()


def test_who_left_stands_in_for_nobody(samira, roofs):
    karim = make_professional(roofs, first_name="Karim", backup=samira)
    leave_organisation(professional=samira, now=MONDAY)
    karim.refresh_from_db()
    assert karim.backup is None


def test_nobody_is_asked_to_call_who_was_called(request_sent, samira):
    mark_contacted(request=request_sent, now=MONDAY)
    assert leave_organisation(professional=samira, now=MONDAY) == 1
    assert "alert" not in dict(to(request_sent))


def test_many_requests_are_one_letter(request_sent, samira, offer):
    for number in range(4):
        send(offer, contact=f"j{number}@example.invalid")
    leave_organisation(professional=samira, now=MONDAY)
    asked = ContactRequest.objects.order_by("pk")
    letters = [letter for one in asked for letter in to(one)]
    to_house = [kind for kind, address in letters if address == "accueil@example.invalid"]
    assert to_house == ["digest"]


def test_an_organisation_that_closes_hands_all_over_and_each_is_told(
    request_sent, roofs, keys, offer
):
    by_mail = send(offer, contact=EMAIL).request
    contacted = send(offer, contact="x@example.invalid").request
    mark_contacted(request=contacted, now=MONDAY)
    due = request_sent.due_on
    assert close_organisation(organisation=roofs, to=keys, now=MONDAY).handed_over == 2
    request_sent.refresh_from_db()
    assert (request_sent.organisation, request_sent.organisation_name) == (keys, "Les Clés")
    assert (request_sent.due_on, request_sent.status, request_sent.holder) == (due, "new", None)
    assert ("alert", "cles@example.invalid") in to(request_sent)
    told = by_mail.messages.filter(kind="confirmation").last()
    assert any("Les Clés" in one.body for one in by_mail.messages.filter(kind="confirmation"))
    assert told is not None
    contacted.refresh_from_db()
    assert contacted.organisation == roofs


def test_the_old_links_of_what_was_handed_over_open_nothing(request_sent, roofs, keys):
    close_organisation(organisation=roofs, to=keys, now=MONDAY)
    assert not request_sent.links.filter(organisation=roofs, revoked_at=None).exists()
    assert request_sent.links.filter(organisation=keys, revoked_at=None).exists()


def test_an_organisation_that_closes_without_another_tells_each_young_person(offer):
    asked = send(offer, contact=EMAIL).request
    close_organisation(organisation=asked.organisation, now=MONDAY)
    asked.refresh_from_db()
    assert asked.status == "expired"
    assert ("expired", EMAIL) in to(asked)
    assert not asked.due_steps.exists()


def test_its_offers_leave_the_catalogue_in_each_territory_at_once(request_sent, lyon, roofs, offer):
    there = make_offer(lyon, organisation=roofs)
    other = make_offer(lyon)
    close_organisation(organisation=roofs, now=MONDAY)
    live = CatalogueOffer.objects.filter(pk__in=[offer.pk, there.pk, other.pk], live=True)
    assert [one.pk for one in live] == [other.pk]


def test_nothing_new_is_promised_in_the_name_of_who_has_closed(request_sent, offer, roofs):
    close_organisation(organisation=roofs, now=MONDAY)
    with pytest.raises(ValidationError):
        send(offer, contact=EMAIL)


def test_nothing_is_handed_over_to_who_cannot_be_written_to(request_sent, roofs, keys):
    keys.email = ""
    keys.save()
    for other in (keys, roofs):
        with pytest.raises(ValidationError):
            close_organisation(organisation=roofs, to=other, now=MONDAY)
    request_sent.refresh_from_db()
    roofs.refresh_from_db()
    assert (request_sent.organisation, roofs.email) == (roofs, "accueil@example.invalid")


def test_the_neighbours_requests_stay(request_sent, samira, reims, keys):
    other = send(
        make_offer(
            reims, organisation=keys, professional=make_professional(keys, first_name="Bob")
        ),
        contact=EMAIL,
    ).request
    close_organisation(organisation=request_sent.organisation, now=MONDAY)
    other.refresh_from_db()
    assert (other.status, other.holder.first_name) == ("new", "Bob")


def test_the_command_says_what_it_would_do_and_does_it_with_apply(request_sent, roofs, keys):
    said = StringIO()
    call_command("close_organisation", str(roofs.pk), to=keys.pk, stdout=said)
    assert "1 waiting" in said.getvalue()
    assert ContactRequest.objects.get().organisation == roofs
    call_command("close_organisation", str(roofs.pk), "--apply", to=keys.pk, stdout=said)
    assert "1 handed over" in said.getvalue()
    assert ContactRequest.objects.get().organisation == keys
    with pytest.raises(CommandError):
        call_command("close_organisation", "999999", stdout=said)
