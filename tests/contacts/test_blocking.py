"""Whoever receives messages that they did not ask for stops them."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from contacts.blocking import block_token, read_block_token
from contacts.details import read_contact
from contacts.enums import MessageKind
from contacts.messages import to_young_person
from contacts.models import BlockedContact, ContactRequest
from contacts.outbox import deliver_waiting
from contacts.sealed import fingerprint
from contacts.services import (
    block_contact,
    change_contact,
    decline,
    erase_request,
    pass_on,
    unblock_contact,
)
from tests.contacts.factories import EMAIL, MONDAY, PHONE, make_offer, send

PRINT = "5f" * 32


def print_of(typed):
    return fingerprint("contact", read_contact(typed).value.lower())


def block(typed):
    block_contact(contact_fingerprint=print_of(typed), now=MONDAY)


@pytest.mark.parametrize("typed", [PHONE, "+33 6 39 98 12 34", "0033639981234"])
def test_a_contact_that_was_blocked_receives_no_request_however_it_is_written(offer, typed):
    block(PHONE)
    with pytest.raises(ValidationError) as refusal:
        send(offer, contact=typed)
    assert refusal.value.code == "blocked"
    assert not ContactRequest.objects.exists()


def test_an_address_is_blocked_whatever_its_capitals(offer):
    block("Lea@Example.invalid")
    with pytest.raises(ValidationError):
        send(offer, contact=EMAIL)
    assert send(offer, contact="tom@example.invalid").created


def test_the_refusal_tells_nothing_of_the_contact(offer):
    block(PHONE)
    with pytest.raises(ValidationError) as refusal:
        send(offer)
    (sentence,) = refusal.value.messages
    assert sentence == "Nous ne pouvons pas écrire à ce numéro ou à cet e-mail. Laisse-en un autre."


def test_what_was_sent_with_it_is_erased_and_the_professional_told(offer, mailoutbox):
    request = send(offer, contact=EMAIL).request
    other = send(offer, contact="tom@example.invalid").request
    deliver_waiting(lambda: MONDAY)
    mailoutbox.clear()
    block(EMAIL)
    request.refresh_from_db()
    other.refresh_from_db()
    assert (request.status, bool(request.erased_at)) == ("withdrawn", True)
    assert other.is_open
    deliver_waiting(lambda: MONDAY)
    assert [mail.to for mail in mailoutbox] == [["samira@example.invalid"]]


def test_a_request_is_not_corrected_into_a_blocked_contact(request_sent):
    block(EMAIL)
    with pytest.raises(ValidationError):
        change_contact(request=request_sent, contact=read_contact(EMAIL), now=MONDAY)


def test_nothing_is_written_to_a_blocked_contact_whatever_asks_for_it(offer):
    request = send(offer, contact=EMAIL).request
    BlockedContact.objects.create(fingerprint=print_of(EMAIL), blocked_at=MONDAY)
    contact = read_contact(EMAIL)
    assert to_young_person(request, MessageKind.TOLD, contact=contact, now=MONDAY) is None
    decline(request=request, reason="full", now=MONDAY)
    assert not request.messages.filter(kind="decline").exists()


def test_a_request_is_not_passed_on_for_a_blocked_contact(reims, request_sent):
    BlockedContact.objects.create(fingerprint=print_of(PHONE), blocked_at=MONDAY)
    with pytest.raises(ValidationError):
        pass_on(request=request_sent, offer=make_offer(reims), now=MONDAY)


def test_it_is_undone(offer):
    block(PHONE)
    block(PHONE)
    assert BlockedContact.objects.count() == 1
    unblock_contact(contact_fingerprint=print_of(PHONE), now=MONDAY)
    unblock_contact(contact_fingerprint=print_of(PHONE), now=MONDAY)
    assert send(offer).created


def test_only_a_fingerprint_is_kept(offer):
    block(EMAIL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(row)::text FROM contacts_blockedcontact row")
        row = cursor.fetchone()[0]
    assert "lea" not in row
    assert "gAAAA" not in row  # how everything sealed begins


def test_an_address_of_ours_gives_the_fingerprint_back_and_no_other_does():
    token = block_token(PRINT)
    assert read_block_token(token) == PRINT
    assert PRINT not in token
    for other in (token[:-1], f"{token}x", token.replace(".", ""), "", "é", "\x00", "x" * 5000):
        assert read_block_token(other) is None


@pytest.mark.parametrize("kind", ["confirmation", "told", "expired", "decline", "link"])
def test_each_e_mail_to_a_young_person_ends_with_a_way_to_stop(offer, reims, kind):
    request = send(offer, contact=EMAIL).request
    message = to_young_person(request, kind, contact=read_contact(EMAIL), now=MONDAY)
    token = re.search(rf"{re.escape(reims.url)}/plus-de-messages/([\w.-]+)/", message.body)[1]
    assert read_block_token(token) == print_of(EMAIL)
    assert "Ce n’est pas toi" in message.body
    assert f"/plus-de-messages/{token}/" in message.html
    assert "\n\n\n" not in message.body


def test_the_professional_has_no_such_link(offer):
    request = send(offer, contact=EMAIL).request
    assert "plus-de-messages" not in request.messages.get(kind="alert").body


def test_the_way_to_stop_outlives_the_request(offer):
    request = send(offer, contact=EMAIL).request
    token = re.search(r"/plus-de-messages/([\w.-]+)/", request.messages.get(
        kind="confirmation").body)[1]  # fmt: skip
    erase_request(request=request, now=MONDAY)
    block_contact(contact_fingerprint=read_block_token(token), now=MONDAY)
    with pytest.raises(ValidationError):
        send(offer, contact=EMAIL)
