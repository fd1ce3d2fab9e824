"""Letters through a real mail server that misbehaves."""

from datetime import timedelta

import pytest

from contacts.models import Message, Professional
from contacts.outbox import deliver_waiting
from contacts.tracking import read_report
from portal.local.carriers import running
from tests.contacts.carriers import reports_received
from tests.contacts.factories import MONDAY, make_professional

PATIENCE = 20


@pytest.fixture(scope="module")
def server():
    """(mail server, queue of the reports that it posts)"""
    with (
        reports_received() as (address, received),
        running("smtp_sink", report_to=address, host="x", secret="only-for-tests") as sink,
    ):
        yield sink, received


@pytest.fixture
def mail(server, settings):
    sink, received = server
    sink.switch()
    sink.forget()
    while not received.empty():
        received.get()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_TIMEOUT = 2
    return sink


@pytest.fixture
def alert(request_sent):
    return request_sent.messages.get(kind="alert")


def deliver(message, minutes=0):
    deliver_waiting(lambda: MONDAY + timedelta(minutes=minutes))
    message.refresh_from_db()
    return message.state, message.last_error


def test_a_letter_arrives_under_its_key(mail, alert):
    assert deliver(alert) == ("sent", "")
    taken = mail.received()[str(alert.key)]
    assert (taken["to"], taken["subject"]) == ("samira@example.invalid", alert.subject)
    assert alert.body.splitlines()[-1] in taken["text"]
    assert taken["deliveries"] == 1


def test_an_answer_that_got_lost_brings_the_letter_again_under_the_same_key(mail, alert):
    mail.switch(mute=1)
    assert deliver(alert)[0] == "waiting"
    mail.switch()
    assert deliver(alert, minutes=1) == ("sent", "")
    taken = mail.received()[str(alert.key)]
    assert (taken["attempts"], taken["deliveries"]) == (2, 1)


@pytest.mark.parametrize(
    ("switch", "note"), [("error", "SMTPDataError 451"), ("hang", "SMTPServerDisconnected")]
)
def test_a_server_that_breaks_or_hangs_is_tried_again(mail, alert, switch, note):
    mail.switch(**{switch: 1})
    assert deliver(alert) == ("waiting", note)


def test_a_mailbox_that_does_not_exist_sends_the_request_to_the_colleague(mail, alert):
    make_professional(Professional.objects.get().organisation, first_name="Tom")
    mail.switch(refuse=1, only="samira@")
    assert deliver(alert) == ("failed", "SMTPRecipientsRefused 550")
    other = Message.objects.get(instead_of=alert)
    assert other.state == "sent"
    assert mail.received()[str(other.key)]["to"] == "tom@example.invalid"


def test_a_letter_that_comes_back_later_does_too(mail, server, alert):
    make_professional(Professional.objects.get().organisation, first_name="Tom")
    mail.switch(bounce=1, only="samira@", late=0.2)
    assert deliver(alert) == ("sent", "")
    body, signature, _host = server[1].get(timeout=PATIENCE)
    read_report(body=body, signature=signature)
    assert deliver(alert) == ("failed", "Reported failed")
    # What is passed on is written now.
    other = Message.objects.get(instead_of=alert)
    assert mail.received()[str(other.key)]["to"] == "tom@example.invalid"


def test_a_letter_that_is_lost_stays_sent_for_nobody_can_know(mail, alert):
    mail.switch(lose=1)
    assert deliver(alert) == ("sent", "")
    assert mail.received()[str(alert.key)]["deliveries"] == 0
