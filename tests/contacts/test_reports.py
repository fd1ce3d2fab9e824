"""What carriers say of a message after they took it."""

import base64
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from contacts.models import Message, Professional
from contacts.outbox import deliver_waiting
from contacts.services.reports import note_undelivered, try_again
from contacts.tracking import sign
from tests.contacts.factories import EMAIL, MONDAY, make_professional, send

REPORTS, TRACKING = "/webhooks/reports/", "/webhooks/postmark/tracking/"
SECRET = base64.b64encode(b"postmark:only-for-tests").decode()


@pytest.fixture
def left(offer, mailoutbox):
    """A request whose messages have left: the young person's by e-mail."""
    request = send(offer, contact=EMAIL).request
    deliver_waiting(lambda: MONDAY)
    return request


@pytest.fixture
def report(client_for):
    """`report(key, "failed")`: signed as a carrier does."""

    def post(key, state, **headers):
        body = json.dumps({"key": str(key), "state": state}).encode()
        headers = {"x-signature": sign(body), **headers}
        return (
            client_for("national")
            .post(REPORTS, body, content_type="application/json", headers=headers)
            .status_code
        )

    return post


@pytest.fixture
def track(client_for):
    """`track(key, RecordType="Bounce", …)`: as the provider of the test settings posts it."""

    def post(key, secret=SECRET, **fields):
        headers = {"authorization": f"Basic {secret}"} if secret else {}
        return (
            client_for("national")
            .post(
                TRACKING,
                json.dumps({"MessageID": "elsewhere", "Metadata": {"key": str(key)}, **fields}),
                content_type="application/json",
                headers=headers,
            )
            .status_code
        )

    return post


BOUNCE = {"RecordType": "Bounce", "Type": "HardBounce", "Email": EMAIL, "ID": 42}


def state_of(message):
    message.refresh_from_db()
    return message.state, message.last_error


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        (BOUNCE, "Reported bounced"),
        ({**BOUNCE, "Type": "BadEmailAddress"}, "Reported rejected"),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, "Reported complained"),
    ],
)
def test_a_letter_that_comes_back_has_failed_and_the_professional_is_told(
    left, track, fields, error
):
    confirmation = left.messages.get(kind="confirmation")
    assert track(confirmation.key, **fields) == 200
    assert state_of(confirmation) == ("failed", error)
    deliver_waiting(lambda: timezone.now() + timedelta(seconds=1))
    assert left.messages.get(kind="wrong_contact").state == "sent"


@pytest.mark.parametrize(
    "fields",
    [
        {**BOUNCE, "Type": "Transient"},
        {"RecordType": "Open"},
        {"RecordType": "Click", "OriginalLink": "https://example.invalid/"},
        {},
    ],
)
def test_a_delay_or_a_reading_changes_nothing(left, track, fields):
    confirmation = left.messages.get(kind="confirmation")
    assert track(confirmation.key, **fields) == 200
    assert state_of(confirmation) == ("sent", "")


def test_a_delivery_is_noted(left, track):
    confirmation = left.messages.get(kind="confirmation")
    track(confirmation.key, RecordType="Delivery")
    confirmation.refresh_from_db()
    assert confirmation.delivered_at


def test_a_message_is_found_by_what_the_provider_calls_it_too(left, track):
    confirmation = left.messages.get(kind="confirmation")
    Message.objects.filter(pk=confirmation.pk).update(external_id="elsewhere")
    track("", **BOUNCE)
    assert state_of(confirmation)[0] == "failed"


@pytest.mark.parametrize("key", ["", "nothing", "1e9b1f5e-0000-4000-8000-000000000000"])
def test_a_report_on_a_message_that_is_not_ours_is_taken_and_changes_nothing(
    left, track, report, key
):
    before = list(Message.objects.values().order_by("pk"))
    assert track(key, **BOUNCE) == 200
    assert report(key, "failed") == 204
    assert list(Message.objects.values().order_by("pk")) == before


@pytest.mark.parametrize("secret", ["", base64.b64encode(b"postmark:wrong").decode()])
def test_who_does_not_know_the_secret_reports_nothing(left, track, secret):
    confirmation = left.messages.get(kind="confirmation")
    assert track(confirmation.key, secret=secret, **BOUNCE) == 400
    assert state_of(confirmation) == ("sent", "")


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + 64 * "0", "é"])
def test_a_report_that_is_not_signed_is_refused(left, report, signature):
    confirmation = left.messages.get(kind="confirmation")
    assert report(confirmation.key, "failed", **{"x-signature": signature}) == 403
    assert state_of(confirmation) == ("sent", "")


def test_what_is_no_report_is_refused(client_for):
    for body in (b"", b"[]", b"null", b'{"key": 1}', b"\xff"):
        response = client_for("national").post(
            REPORTS, body, content_type="application/json", headers={"x-signature": sign(body)}
        )
        assert response.status_code == 403
    assert client_for("national").get(REPORTS).status_code == 405


def test_without_a_secret_there_is_no_such_address(report, settings, left):
    settings.REPORTS_SECRET = ""
    assert report(left.messages.first().key, "failed") == 404


def test_the_same_report_ten_times_is_one(left, track, report):
    confirmation = left.messages.get(kind="confirmation")
    for _time in range(5):
        track(confirmation.key, **BOUNCE)
        report(confirmation.key, "failed")
        deliver_waiting(lambda: timezone.now() + timedelta(seconds=1))
    assert left.messages.filter(kind="wrong_contact").count() == 1
    assert left.events.filter(kind="message_failed").count() == 1


def test_an_alert_that_comes_back_later_goes_to_the_colleague(left, report):
    make_professional(Professional.objects.get().organisation, first_name="Tom")
    alert = left.messages.get(kind="alert")
    assert report(alert.key, "failed") == 204
    deliver_waiting(lambda: timezone.now() + timedelta(seconds=1))
    other = left.messages.get(instead_of=alert)
    assert (other.recipient, other.state) == ("tom@example.invalid", "sent")


def test_a_text_that_arrived_by_another_carrier_has_arrived(request_sent, report):
    deliver_waiting(lambda: MONDAY)
    text = request_sent.messages.get(channel="sms")
    report(text.key, "delivered")
    report(text.key, "failed")
    assert state_of(text) == ("sent", "")


def test_a_delivery_that_is_told_after_a_failure_puts_it_right(request_sent, report):
    deliver_waiting(lambda: MONDAY)
    text = request_sent.messages.get(channel="sms")
    report(text.key, "failed")
    assert state_of(text) == ("failed", "Reported failed")
    report(text.key, "delivered")
    assert state_of(text) == ("sent", "")


def test_a_delivery_told_before_the_worker_noted_that_it_left_is_believed(request_sent, report):
    text = request_sent.messages.get(channel="sms")
    report(text.key, "delivered")
    assert state_of(text) == ("sent", "")
    deliver_waiting(lambda: MONDAY)
    text.refresh_from_db()
    assert text.attempts == 0


def test_a_cancelled_message_stays_cancelled(request_sent, report):
    Message.objects.update(state="cancelled")
    text = request_sent.messages.get(channel="sms")
    report(text.key, "delivered")
    report(text.key, "failed")
    assert state_of(text)[0] == "cancelled"


def test_a_message_tried_again_leaves_under_the_same_key(left, mailoutbox):
    alert = left.messages.get(kind="alert")
    note_undelivered(message=alert, reason="bounced", now=MONDAY)
    mailoutbox.clear()
    try_again(message=alert, now=MONDAY)
    assert state_of(alert)[0] == "waiting"
    deliver_waiting(lambda: MONDAY)
    assert state_of(alert) == ("sent", "")
    assert f"<{alert.key}@" in mailoutbox[0].message()["Message-ID"]


def test_what_asks_somebody_to_act_is_not_tried_again_when_the_request_is_over(left):
    left.messages.update(state="failed")
    type(left).objects.filter(pk=left.pk).update(status="withdrawn")
    alert = left.messages.get(kind="alert")
    with pytest.raises(ValidationError):
        try_again(message=alert, now=MONDAY)
    try_again(message=left.messages.get(kind="confirmation"), now=MONDAY)
    assert state_of(alert)[0] == "failed"
