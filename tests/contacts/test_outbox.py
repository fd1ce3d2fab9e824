import smtplib
from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from contacts import sms
from contacts.models import Message
from contacts.outbox import GIVE_UP_AFTER, deliver_waiting
from tests.contacts.factories import EMAIL, MONDAY, send


class RefusingMail(BaseEmailBackend):
    """A server that says what the test wants."""

    error = smtplib.SMTPServerDisconnected("gone")

    def send_messages(self, messages):
        raise self.error


class DeadCarrier:
    def send(self, *, number, text, key):
        raise sms.SmsRefused


HERE = "tests.contacts.test_outbox"


@pytest.fixture
def refusing(settings, monkeypatch):
    """`refusing(error)`: the mail server answers this error from now on."""

    def make(error):
        monkeypatch.setattr(RefusingMail, "error", error)
        settings.EMAIL_BACKEND = f"{HERE}.RefusingMail"

    return make


def at(**delta):
    return lambda: MONDAY + timedelta(**delta)


def test_both_messages_leave_once(offer, mailoutbox):
    send(offer, contact=EMAIL)
    assert deliver_waiting(at(seconds=1)) == 2
    assert deliver_waiting(at(seconds=2)) == 0
    assert sorted(mail.to[0] for mail in mailoutbox) == [EMAIL, "samira@example.invalid"]
    assert set(Message.objects.values_list("state", "sent_at")) == {
        ("sent", MONDAY + timedelta(seconds=1))
    }


def test_an_email_says_who_writes_and_carries_its_key_and_both_forms(offer, mailoutbox):
    send(offer)
    deliver_waiting(at())
    mail = mailoutbox[0].message()
    key = Message.objects.get(channel="email").key
    assert mail["Message-ID"] == f"<{key}@example.invalid>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Boussole Grand Reims" in str(mail["From"])
    assert [part.get_content_type() for part in mail.get_payload()] == ["text/plain", "text/html"]


def test_a_message_that_does_not_leave_waits_longer_each_time_and_leaves_at_last(
    request_sent, refusing, settings, mailoutbox
):
    refusing(smtplib.SMTPServerDisconnected("gone"))
    deliver_waiting(at())
    message = Message.objects.get(channel="email")
    assert (message.state, message.attempts) == ("waiting", 1)
    assert message.next_attempt_at == MONDAY + timedelta(minutes=1)
    assert deliver_waiting(at(seconds=59)) == 0
    deliver_waiting(at(minutes=1))
    message.refresh_from_db()
    assert message.next_attempt_at == MONDAY + timedelta(minutes=3)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_waiting(at(minutes=3))
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == ("sent", 3, "")
    assert len(mailoutbox) == 1


def test_after_a_day_a_message_has_failed_and_the_request_says_so(request_sent, refusing):
    refusing(TimeoutError())
    for hour in range(26):
        deliver_waiting(at(hours=hour))
    message = Message.objects.get(channel="email")
    assert message.state == "failed"
    assert message.next_attempt_at > MONDAY + GIVE_UP_AFTER
    assert message.attempts > 5
    event = request_sent.events.get(kind="message_failed")
    assert (event.actor, event.detail) == ("system", "alert")


@pytest.mark.parametrize(("code", "state"), [(550, "failed"), (451, "waiting")])
def test_an_address_refused_for_good_is_not_tried_again(request_sent, refusing, code, state):
    refusing(smtplib.SMTPRecipientsRefused({"samira@example.invalid": (code, b"no such user")}))
    deliver_waiting(at())
    message = Message.objects.get(channel="email")
    assert message.state == state
    assert message.last_error == f"SMTPRecipientsRefused {code}"


def test_what_is_noted_of_an_error_does_not_hold_the_address(request_sent, refusing):
    refusing(smtplib.SMTPDataError(554, b"rejected: samira@example.invalid"))
    deliver_waiting(at())
    assert Message.objects.get(channel="email").last_error == "SMTPDataError 554"


def test_one_message_that_cannot_leave_does_not_hold_the_others(offer, refusing):
    refusing(ValueError("whatever a backend raises"))
    send(offer)
    assert deliver_waiting(at()) == 2
    assert dict(Message.objects.values_list("channel", "state")) == {
        "email": "waiting",
        "sms": "sent",
    }


def test_a_text_message_goes_to_the_carrier_named_in_the_settings(request_sent, settings):
    settings.SMS_BACKEND = f"{HERE}.DeadCarrier"
    deliver_waiting(at())
    assert Message.objects.get(channel="sms").state == "failed"


def test_the_oldest_message_leaves_first(offer, mailoutbox):
    for minutes, contact in ((5, "b@example.invalid"), (0, "a@example.invalid")):
        send(offer, contact=contact, now=MONDAY + timedelta(minutes=minutes))
    deliver_waiting(at(hours=1))
    young = [mail.to[0] for mail in mailoutbox if "samira" not in mail.to[0]]
    assert young == ["a@example.invalid", "b@example.invalid"]


def test_a_cancelled_message_never_leaves(request_sent, mailoutbox):
    Message.objects.update(state="cancelled")
    assert deliver_waiting(at(days=1)) == 0
    assert mailoutbox == []


def test_the_worker_is_woken_after_the_commit(offer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(offer, now=timezone.now())
        assert set(Message.objects.values_list("state")) == {("waiting",)}
    assert set(Message.objects.values_list("state")) == {("sent",)}
