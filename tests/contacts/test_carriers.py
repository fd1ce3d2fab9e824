"""Text messages through two real carriers that misbehave."""

import logging
from datetime import timedelta

import pytest

from contacts.models import Message
from contacts.outbox import deliver_waiting
from portal.local.carriers import running
from tests.contacts.factories import MONDAY

NUMBER = "+33639981234"


@pytest.fixture(scope="module")
def pair():
    with running("sms_gateway") as first, running("sms_gateway") as second:
        yield first, second


@pytest.fixture
def carriers(pair, settings):
    """Both in good order, and named in the settings."""
    for number, carrier in enumerate(pair):
        carrier.switch()
        carrier.forget()
        carrier.address = carrier.url.replace("//", f"//key-{number}@") + "/messages"
    settings.SMS_BACKEND = "contacts.carriers.InTurn"
    settings.SMS_CARRIERS = [carrier.address for carrier in pair]
    return pair


@pytest.fixture
def text(request_sent):
    return request_sent.messages.get(channel="sms")


def deliver(text, minutes=0):
    deliver_waiting(lambda: MONDAY + timedelta(minutes=minutes))
    text.refresh_from_db()
    return text.state, text.last_error


def test_the_first_carrier_takes_it_with_its_key_and_ours(carriers, text):
    first, second = carriers
    assert deliver(text) == ("sent", "")
    taken = first.received()[str(text.key)]
    assert (taken["to"], taken["text"], taken["attempts"]) == (NUMBER, text.body, 1)
    assert taken["authorization"] == "Bearer key-0"
    assert taken["idempotency_key"] == str(text.key)
    assert second.received() == {}


@pytest.mark.parametrize("switch", ["refuse", "error", "hang"])
def test_what_the_first_does_not_take_the_second_does_under_the_same_key(carriers, text, switch):
    first, second = carriers
    first.switch(**{switch: 1})
    assert deliver(text) == ("sent", "")
    assert first.received()[str(text.key)]["deliveries"] == 0
    taken = second.received()[str(text.key)]
    assert (taken["attempts"], taken["deliveries"]) == (1, 1)
    assert taken["authorization"] == "Bearer key-1"


def test_a_carrier_that_is_gone_is_as_one_that_breaks(carriers, text, settings):
    settings.SMS_CARRIERS = ["http://key@127.0.0.1:9/messages", carriers[1].address]
    assert deliver(text) == ("sent", "")


def test_a_number_that_both_refuse_is_refused_for_good(carriers, text):
    for carrier in carriers:
        carrier.switch(refuse=1)
    assert deliver(text) == ("failed", "SmsRefused 422")


@pytest.mark.parametrize("order", [1, -1])
def test_as_long_as_one_of_them_only_breaks_it_is_tried_again(carriers, text, order):
    refusing, broken = carriers[::order]
    refusing.switch(refuse=1)
    broken.switch(error=1)
    assert deliver(text) == ("waiting", "SmsError 500")
    broken.switch()
    assert deliver(text, minutes=1) == ("sent", "")


def test_an_answer_that_got_lost_costs_a_second_attempt_and_no_second_delivery(
    carriers, text, settings
):
    first, _second = carriers
    settings.SMS_CARRIERS = [first.address]
    first.switch(mute=1)
    assert deliver(text) == ("waiting", "SmsError timeout")
    first.switch()
    assert deliver(text, minutes=1) == ("sent", "")
    taken = first.received()[str(text.key)]
    assert (taken["attempts"], taken["deliveries"]) == (2, 1)


@pytest.mark.parametrize(("switch", "deliveries"), [("lose", 0), ("twice", 2), ("bounce", 0)])
def test_a_carrier_that_says_yes_is_believed_and_its_book_tells_the_truth(
    carriers, text, switch, deliveries
):
    first, _second = carriers
    first.switch(**{switch: 1})
    assert deliver(text) == ("sent", "")
    assert first.received()[str(text.key)]["deliveries"] == deliveries


def test_nothing_of_the_number_or_the_text_is_logged_or_kept(carriers, text, caplog):
    caplog.set_level(logging.DEBUG)
    for switch in ("refuse", "error"):
        for carrier in carriers:
            carrier.switch(**{switch: 1})
        Message.objects.filter(pk=text.pk).update(state="waiting", next_attempt_at=MONDAY)
        deliver(text)
        for told in (caplog.text, text.last_error):
            assert "639981234" not in told
            assert text.body[:20] not in told
            assert "key-0" not in told
