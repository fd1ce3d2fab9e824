"""No accepted request is ever lost: real processes are killed in the middle of their work."""

import os
import re
import signal
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from portal.local.carriers import running
from tests.conftest import copy_template, drop, start_python

MESSAGE_ID = re.compile(r"^Message-ID: (.+)$", re.MULTILINE)


class Scratch:
    """A database of its own, whose transactions really commit, and a folder of letters."""

    def __init__(self, name, mailbox):
        self.name, self.mailbox = name, mailbox

    def start(self, action):
        return start_python("-m", "tests.contacts.processes", self.name, action, self.mailbox)

    def run(self, action):
        process = self.start(action)
        said, _errors = process.communicate(timeout=120)
        assert process.returncode == 0
        return said.split("\n")[:-1]

    def kill_when_it_says(self, action, word):
        process = self.start(action)
        try:
            assert process.stdout.readline().strip() == word
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        assert process.returncode == -signal.SIGKILL

    def rows(self, sql):
        with psycopg.connect(settings.DATABASE_URL, dbname=self.name) as database:
            return database.execute(sql).fetchall()

    def letters(self):
        """Message-ID of each letter that left."""
        return [
            found
            for file in Path(self.mailbox).glob("*")
            for found in MESSAGE_ID.findall(file.read_text())
        ]


@pytest.fixture
def scratch(django_db_setup, django_db_blocker, tmp_path):
    name = f"test_crash_{os.getpid()}"
    with django_db_blocker.unblock():
        copy_template(name)
    yield Scratch(name, str(tmp_path / "mailbox"))
    drop(name)


def test_a_worker_killed_between_commit_and_send_loses_nothing_and_sends_once(scratch):
    scratch.kill_when_it_says("commit_then_hang", "sending")
    assert scratch.rows("SELECT count(*) FROM contacts_contactrequest") == [(1,)]
    assert scratch.rows("SELECT state, attempts FROM contacts_message") == [("waiting", 0)] * 2
    assert scratch.letters() == []
    scratch.run("deliver")
    scratch.run("deliver")
    assert len(scratch.letters()) == 1
    assert scratch.rows("SELECT state, attempts FROM contacts_message") == [("sent", 1)] * 2


def test_a_site_killed_before_the_commit_has_promised_nothing(scratch):
    scratch.kill_when_it_says("hang_before_commit", "stored")
    for table in ("contactrequest", "requestevent", "professionallink", "message"):
        assert scratch.rows(f"SELECT count(*) FROM contacts_{table}") == [(0,)]  # noqa: S608


def test_two_workers_at_once_send_each_message_once(scratch):
    scratch.run("commit_five")
    assert scratch.rows("SELECT count(*) FROM contacts_message WHERE state = 'waiting'") == [(10,)]
    workers = [scratch.start("deliver") for _number in range(2)]
    for worker in workers:
        worker.communicate(timeout=120)
    letters = scratch.letters()
    assert len(letters) == len(set(letters)) == 5
    assert scratch.rows("SELECT DISTINCT state, attempts FROM contacts_message") == [("sent", 1)]


def test_a_worker_killed_while_a_carrier_has_a_text_delivers_it_once(scratch, monkeypatch):
    with running("sms_gateway") as carrier:
        monkeypatch.setenv("SMS_CARRIERS", f"{carrier.url}/messages")
        scratch.run("commit_five")
        carrier.switch(mute=1)
        worker = scratch.start("deliver")
        end = time.monotonic() + 60
        while not carrier.received() and time.monotonic() < end:
            time.sleep(0.02)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        carrier.switch()
        scratch.run("deliver")
        taken = carrier.received().values()
    assert [one["deliveries"] for one in taken] == [1] * 5
    assert sorted(one["attempts"] for one in taken) == [1, 1, 1, 1, 2]
    assert scratch.rows("SELECT DISTINCT state FROM contacts_message") == [("sent",)]


def test_two_workers_at_once_pass_on_each_failure_once(scratch):
    scratch.run("commit_five")
    scratch.rows("UPDATE contacts_message SET state = 'failed' WHERE channel = 'sms' RETURNING 1")
    workers = [scratch.start("deliver") for _number in range(2)]
    for worker in workers:
        worker.communicate(timeout=120)
    told = "SELECT state FROM contacts_message WHERE kind = 'wrong_contact'"
    assert scratch.rows(told) == [("sent",)] * 5
    events = "SELECT count(*) FROM contacts_requestevent WHERE kind = 'message_failed'"
    assert scratch.rows(events) == [(5,)]
    letters = scratch.letters()
    assert len(letters) == len(set(letters)) == 10


def test_the_same_form_from_eight_threads_at_once_is_one_request(scratch):
    answers = scratch.run("submit_at_once")
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert scratch.rows("SELECT count(*) FROM contacts_contactrequest") == [(1,)]
