"""The carriers of this machine, as processes."""

import json
import os
import signal
import smtplib
import subprocess
import sys
import time
import urllib.error
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings

from contacts.tracking import sign
from portal.local.carriers import running
from tests.contacts.carriers import reports_received

PATIENCE = 20
STARTS_ONE = """
import sys, time
from portal.local.carriers import LocalCarrier
carrier = LocalCarrier(sys.argv[1])
print(carrier.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def sink():
    with running("smtp_sink") as sink:
        yield sink


@pytest.fixture
def post(sink):
    """`post("key")`: hand over a letter; what the server answers when it does not take it."""
    sink.switch()
    sink.forget()

    def send(key, to="lea@example.invalid", timeout=10):
        letter = EmailMessage()
        letter["Message-ID"] = f"<{key}@example.invalid>"
        letter["Subject"] = "Ta demande est partie"
        letter["From"], letter["To"] = "boussole@example.invalid", to
        letter.set_content("Bonjour à toi")
        with smtplib.SMTP("127.0.0.1", sink.port, timeout=timeout) as server:
            server.send_message(letter)

    return send


def test_a_letter_is_kept_with_what_it_says(sink, post):
    post("one")
    taken = sink.received()["one"]
    assert (taken["to"], taken["subject"]) == ("lea@example.invalid", "Ta demande est partie")
    assert taken["text"].strip() == "Bonjour à toi"
    assert (taken["attempts"], taken["deliveries"]) == (1, 1)


def test_the_same_letter_again_is_an_attempt_more_and_not_a_delivery(sink, post):
    post("one")
    post("one")
    taken = sink.received()["one"]
    assert (taken["attempts"], taken["deliveries"]) == (2, 1)


def test_each_attempt_is_noted_with_its_moment_and_what_was_drawn(sink, post):
    before = time.time()
    post("one")
    sink.switch(lose=1)
    post("one")
    (first, well), (second, drawn) = sink.received()["one"]["seen"]
    assert before <= first <= second <= time.time()
    assert (well, drawn) == ("", "lose")


def test_a_mailbox_that_does_not_exist_is_refused_for_good(sink, post):
    sink.switch(refuse=1, only="lea@")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        post("one")
    assert [code for code, _text in refusal.value.recipients.values()] == [550]
    post("two", to="tom@example.invalid")
    assert sink.received()["two"]["deliveries"] == 1


def test_a_server_that_breaks_says_to_come_back(sink, post):
    sink.switch(error=1)
    with pytest.raises(smtplib.SMTPDataError) as broken:
        post("one")
    assert broken.value.smtp_code == 451
    assert sink.received()["one"]["deliveries"] == 0


@pytest.mark.parametrize(("switch", "deliveries"), [("hang", 0), ("mute", 1)])
def test_a_server_that_does_not_answer_has_it_or_not(sink, post, switch, deliveries):
    sink.switch(**{switch: 1})
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        post("one", timeout=1)
    assert sink.received()["one"]["deliveries"] == deliveries


def test_a_chance_is_drawn_for_each_letter_and_is_the_same_again_with_its_seed(sink, post):
    drawn = []
    for _time in range(2):
        sink.forget()
        sink.switch(lose=0.5, seed=7)
        for number in range(20):
            post(f"letter-{number}")
        drawn.append({key: one["deliveries"] for key, one in sink.received().items()})
    assert drawn[0] == drawn[1]
    assert set(drawn[0].values()) == {0, 1}


def test_a_switch_that_does_not_exist_is_refused(sink):
    with pytest.raises(urllib.error.HTTPError) as refusal:
        sink.switch(explode=1)
    assert refusal.value.code == 400
    assert "explode" in json.load(refusal.value)["error"]


@pytest.mark.parametrize(("switch", "state"), [("bounce", "failed"), ("twice", "delivered")])
def test_what_became_of_it_is_reported_signed_and_as_late_as_asked(switch, state):
    with (
        reports_received() as (address, received),
        running(
            "smtp_sink", report_to=address, host="portail.localhost", secret="only-for-tests"
        ) as sink,
    ):
        sink.switch(**{switch: 1}, late=0.3)
        letter = EmailMessage()
        letter["Message-ID"], letter["To"] = "<late@x.invalid>", "lea@example.invalid"
        with smtplib.SMTP("127.0.0.1", sink.port, timeout=10) as server:
            server.send_message(letter, from_addr="boussole@example.invalid")
        assert received.empty()
        body, signature, host = received.get(timeout=PATIENCE)
    assert json.loads(body) == {"key": "late", "state": state}
    assert signature == sign(body)
    assert host == "portail.localhost"


@pytest.mark.parametrize("module", ["sms_gateway", "smtp_sink"])
def test_a_carrier_ends_with_the_process_that_started_it_even_when_it_is_killed(module):
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTS_ONE, module],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    end = time.monotonic() + PATIENCE
    while _runs(pid) and time.monotonic() < end:
        time.sleep(0.1)
    if _runs(pid):
        os.kill(pid, signal.SIGKILL)
        pytest.fail("It outlived its parent.")


def _runs(pid):
    """One that ended and that nobody asked about yet has no command line any more."""
    with suppress(OSError):
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    return False
