"""A relay sends with a young person who is beside them, and agrees."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from contacts import agreement
from contacts.details import read_contact
from contacts.models import ContactRequest, Message, RequestEvent
from contacts.services import TooManyRequests, erase_request, send_request
from contacts.services.relaying import (
    close_relay,
    invite_relay,
    send_with_relay,
    sent_by,
)
from tenants.geography.suggest import find
from tests.contacts.factories import EMAIL, MONDAY, PHONE, REIMS, make_offer

# A text that changes is another version: change VERSION in contacts/agreement.py, then this.
DIGESTS = {"2026-11-26": {"fr": "56ec5f7528b79b3f", "en": "1851004f361646e5"}}


@pytest.fixture
def relay(reims):
    return invite_relay(
        territory=reims,
        structure="France Services Fismes",
        first_name="Nadia",
        email="nadia@example.invalid",
    )


def go(relay, offer, contact=PHONE, **given):
    asked = {
        "agreement": agreement.VERSION,
        "place": find(REIMS),
        "answers": {},
        "message": "",
        "language": "fr",
        "now": MONDAY,
    }
    return send_with_relay(
        send_request, relay=relay, offer=offer, contact=read_contact(contact), **{**asked, **given}
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_another_text_is_another_version(language):
    with override(language):
        digest = hashlib.sha256(str(agreement.TEXT).encode()).hexdigest()[:16]
    assert DIGESTS[agreement.VERSION][language] == digest


def test_the_first_event_says_who_when_and_what_was_agreed_to(relay, offer):
    sent = go(relay, offer)
    [event] = sent.request.events.all()
    assert (event.kind, event.actor, event.relay) == ("sent", "relay", relay)
    assert (event.detail, event.at) == (agreement.VERSION, MONDAY)
    assert ContactRequest.objects.get().sent_by == relay


@pytest.mark.parametrize(("contact", "language"), [(PHONE, "fr"), (EMAIL, "fr"), (EMAIL, "en")])
def test_the_young_person_reads_who_sent_it_and_how_to_cancel(relay, offer, contact, language):
    sent = go(relay, offer, contact, language=language)
    told = Message.objects.get(request=sent.request, side="young_person")
    assert told.kind == "relayed"
    assert "France Services Fismes" in told.body
    assert sent.token in told.body
    assert ("annule" if language == "fr" else "cancel") in told.body.lower()


@pytest.mark.parametrize("version", ["", "1999-01-01"])
def test_nothing_leaves_without_the_agreement(relay, offer, version):
    with pytest.raises(ValidationError, match="Demandez"):
        go(relay, offer, agreement=version)
    assert not ContactRequest.objects.exists()


def test_nothing_leaves_from_who_is_no_relay_any_more(relay, offer):
    close_relay(relay=relay)
    with pytest.raises(ValidationError, match="plus relais"):
        go(relay, offer)


@pytest.mark.parametrize("contact", ["03 53 01 12 34", "Nadia@example.invalid"])
def test_the_link_must_reach_the_young_person(relay, offer, contact):
    with pytest.raises(ValidationError):
        go(relay, offer, contact)
    assert not ContactRequest.objects.exists()


def test_a_double_press_is_one_request(relay, offer):
    first = go(relay, offer, idempotency_key="k")
    again = go(relay, offer, idempotency_key="k")
    assert (again.request, again.created) == (first.request, False)
    assert RequestEvent.objects.filter(relay=relay).count() == 1


def test_a_relay_has_a_limit_of_their_own_and_their_address_has_none(relay, reims, monkeypatch):
    monkeypatch.setattr("contacts.services.relaying.PER_RELAY", 3)
    monkeypatch.setattr("contacts.limits.PER_ADDRESS", 1)
    offers = [make_offer(reims) for _number in range(4)]
    for offer in offers[:3]:
        go(relay, offer, idempotency_key="k")
    with pytest.raises(TooManyRequests):
        go(relay, offers[3])
    assert ContactRequest.objects.count() == 3
    # The same form sent again answers the same; tomorrow is another day.
    assert not go(relay, offers[0], idempotency_key="k").created
    other = invite_relay(
        territory=reims, structure="Club", first_name="Ali", email="ali@example.invalid"
    )
    assert go(other, offers[3]).created
    assert go(relay, make_offer(reims), now=MONDAY + timedelta(days=1, seconds=1)).created


def test_one_contact_cannot_be_asked_for_without_end_through_relays(relay, reims):
    for _number in range(10):
        go(relay, make_offer(reims))
    with pytest.raises(TooManyRequests):
        go(relay, make_offer(reims))


def test_what_was_sent_is_listed_for_thirty_days_even_once_erased(relay, offer):
    sent = go(relay, offer).request
    erase_request(request=sent, now=MONDAY)
    assert [one.request for one in sent_by(relay, MONDAY + timedelta(days=29))] == [sent]
    assert not sent_by(relay, MONDAY + timedelta(days=30)).exists()


def test_who_was_a_relay_is_invited_again_and_nobody_twice(relay, reims, lyon):
    again = {"structure": "Mission", "first_name": "Nadia", "email": "NADIA@example.invalid"}
    with pytest.raises(ValidationError):
        invite_relay(territory=reims, **again)
    close_relay(relay=relay)
    assert invite_relay(territory=reims, **again).pk == relay.pk
    assert invite_relay(territory=lyon, **again).pk != relay.pk
