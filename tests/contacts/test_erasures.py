"""An older copy of the database comes back: whoever was erased is erased again."""

import json
from datetime import UTC, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from contacts.models import BlockedContact, ContactRequest, Erasure, Message, RequestEvent
from contacts.models.requests import AppendOnlyError
from contacts.outbox import deliver_waiting
from contacts.services import (
    block_contact,
    close,
    erase_request,
    mark_contacted,
    purge_contacts,
    unblock_contact,
)
from contacts.tasks import list_erasures_outside
from tests.contacts.factories import EMAIL, MONDAY, send
from tests.contacts.test_erasing import is_empty

LATER = MONDAY + timedelta(hours=5)


COPY = sql.SQL("CREATE TEMP TABLE {1} AS SELECT * FROM {0}")
EMPTY = sql.SQL("DELETE FROM {0}")
FILL = sql.SQL("INSERT INTO {0} SELECT * FROM {1}")


def named(table):
    return sql.Identifier("public", table), sql.Identifier(f"copy_{table}")


class Copy:
    """A copy of all tables of contacts, and of the numbers that come next, as a dump holds them."""

    def __init__(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tablename FROM pg_tables"
                " WHERE schemaname = 'public' AND tablename LIKE 'contacts\\_%'"
            )
            self.tables = [name for (name,) in cursor.fetchall()]
            for name in self.tables:
                cursor.execute(COPY.format(*named(name)))
            cursor.execute("SELECT last_value FROM contacts_contactrequest_id_seq")
            self.last = cursor.fetchone()[0]

    def restore(self):
        with connection.cursor() as cursor:
            # As pg_restore loads data: without triggers, and in any order.
            cursor.execute("SET session_replication_role = replica")
            for name in self.tables:
                cursor.execute(EMPTY.format(*named(name)))
                cursor.execute(FILL.format(*named(name)))
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("SELECT setval('contacts_contactrequest_id_seq', %s)", [self.last])


def run(command, *arguments):
    said = StringIO()
    call_command(command, *map(str, arguments), stdout=said)
    return said.getvalue()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "erasures.jsonl"


@pytest.fixture
def erased(offer, file):
    """Erased on request after the copy, listed in the file; then the copy is restored."""
    request = send(offer, message="Je dors chez une amie").request
    deliver_waiting(lambda: MONDAY)
    copy = Copy()
    erase_request(request=request, now=LATER)
    run("export_erasures", file)
    copy.restore()
    return request


def test_what_was_erased_and_comes_back_is_erased_again(erased, file):
    assert not is_empty(erased)
    assert not Erasure.objects.exists()
    assert "1 came back" in run("replay_erasures", file)
    assert not is_empty(erased)
    assert "1 erased again" in run("replay_erasures", file, "--apply")
    assert is_empty(erased)
    again = ContactRequest.objects.get(pk=erased.pk)
    assert (again.status, again.erased_at) == ("withdrawn", LATER)
    assert not again.due_steps.exists()
    assert not any(one.recipient or one.body for one in again.messages.all())
    assert [event.kind for event in again.events.all()] == ["sent", "step", "erased"]
    assert Erasure.objects.get().erased_at == LATER


def test_a_second_replay_changes_nothing(erased, file):
    run("replay_erasures", file, "--apply")
    events = RequestEvent.objects.count()
    assert "0 erased again" in run("replay_erasures", file, "--apply")
    assert RequestEvent.objects.count() == events


def test_nobody_is_written_to_again(erased, file, mailoutbox):
    mailoutbox.clear()
    before = Message.objects.count()
    run("replay_erasures", file, "--apply")
    deliver_waiting(lambda: LATER)
    assert Message.objects.count() == before
    assert mailoutbox == []


def test_a_request_that_was_given_the_same_number_since_is_left_alone(offer, file):
    copy = Copy()
    request = send(offer).request
    erase_request(request=request, now=LATER)
    run("export_erasures", file)
    copy.restore()
    other = send(offer, contact=EMAIL).request
    assert other.pk == request.pk
    assert "0 came back" in run("replay_erasures", file, "--apply")
    assert not is_empty(other)


def test_what_was_purged_in_its_time_keeps_how_it_ended(offer, file):
    request = send(offer).request
    mark_contacted(request=request, now=MONDAY)
    close(request=request, outcome="helped", now=MONDAY)
    copy = Copy()
    purge_contacts(now=MONDAY + timedelta(days=91))
    run("export_erasures", file)
    copy.restore()
    run("replay_erasures", file, "--apply")
    again = ContactRequest.objects.get()
    assert (again.status, again.outcome) == ("closed", "helped")
    assert again.events.last().kind == "purged"
    assert is_empty(again)


def test_a_file_never_forgets_what_the_restored_database_does_not_know(erased, file):
    before = file.read_text()
    assert "0 lines added" in run("export_erasures", file)
    assert file.read_text() == before
    assert len(before.splitlines()) == 1


def test_an_erasure_is_written_outside_when_it_is_committed(
    offer, file, settings, django_capture_on_commit_callbacks
):
    settings.CONTACT_ERASURES_FILE = str(file)
    request = send(offer).request
    with django_capture_on_commit_callbacks(execute=True):
        erase_request(request=request, now=LATER)
    told = json.loads(file.read_text())
    assert told == {
        "request": request.pk,
        "reference": request.reference,
        "kind": "erased",
        "erased_at": told["erased_at"],
    }
    assert file.stat().st_mode & 0o077 == 0


def test_each_night_what_was_missed_is_added(erased, offer, file, settings):
    settings.CONTACT_ERASURES_FILE = str(file)
    other = send(offer, contact=EMAIL).request
    erase_request(request=other, now=LATER)
    list_erasures_outside()
    assert [json.loads(line)["reference"] for line in file.read_text().splitlines()] == [
        erased.reference,
        other.reference,
    ]
    settings.CONTACT_ERASURES_FILE = ""
    list_erasures_outside()


def test_a_file_that_cannot_be_written_does_not_stop_an_erasure(
    request_sent, settings, tmp_path, django_capture_on_commit_callbacks, caplog
):
    settings.CONTACT_ERASURES_FILE = str(tmp_path / "nowhere" / "erasures.jsonl")
    with django_capture_on_commit_callbacks(execute=True):
        erase_request(request=request_sent, now=LATER)
    assert is_empty(request_sent)
    assert "nowhere" in caplog.text


@pytest.mark.parametrize(
    "line",
    ['{"request": 1', "[]", "nonsense", '{"request": 1, "reference": "R7K-4M2", "kind": "sent",'
     ' "erased_at": "2026-11-23T14:12:00+01:00"}', "null", '"contact"', '{"contact": "5f", "kind":'
     ' "blocked", "at": "2026-11-23T14:12:00+01:00"}', '{"request": 1, "reference": "R7K-4M2",'
     ' "kind": "erased", "erased_at": "2026-11-23T14:12:00"}'],
)  # fmt: skip
def test_a_line_that_is_none_is_named_and_the_others_are_replayed(erased, file, line):
    file.write_text(f"{line}\n{file.read_text()}")
    with pytest.raises(CommandError, match=r"others were read: 1$"):
        run("replay_erasures", file, "--apply")
    assert is_empty(erased)


def test_what_follows_a_line_that_was_cut_is_a_line_of_its_own(erased, offer, file):
    file.write_text(f'{file.read_text()}{{"request": 99, "refer')
    other = send(offer, contact=EMAIL).request
    erase_request(request=other, now=LATER)
    run("export_erasures", file)
    assert json.loads(file.read_text().splitlines()[-1])["reference"] == other.reference


def test_a_file_that_is_not_there_is_said(file):
    with pytest.raises(CommandError, match="There is no file"):
        run("replay_erasures", file)


def test_the_list_is_append_only_in_the_code_and_in_the_database(request_sent):
    erase_request(request=request_sent, now=LATER)
    erasure = Erasure.objects.get()
    for change in (
        erasure.save,
        erasure.delete,
        Erasure.objects.all().delete,
        lambda: Erasure.objects.update(kind="purged"),
    ):
        with pytest.raises(AppendOnlyError):
            change()
    for statement in (
        "UPDATE contacts_erasure SET kind = 'purged'",
        "DELETE FROM contacts_erasure",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


def test_the_list_holds_nothing_personal(erased, file):
    assert set(json.loads(file.read_text())) == {"request", "reference", "kind", "erased_at"}


class TestContactsThatWantNoMessages:
    PRINT, OTHER = "5f" * 32, "a1" * 32

    def block(self, now=LATER, contact=PRINT):
        block_contact(contact_fingerprint=contact, now=now)

    def unblock(self, now):
        unblock_contact(contact_fingerprint=self.PRINT, now=now)

    def blocked(self):
        return {one.fingerprint: one.blocked_at for one in BlockedContact.objects.all()}

    def test_a_contact_that_was_blocked_since_the_copy_is_blocked_again(self, public, file):
        copy = Copy()
        self.block()
        run("export_erasures", file)
        copy.restore()
        assert "1 were forgotten" in run("replay_erasures", file)
        assert self.blocked() == {}
        assert "1 followed again" in run("replay_erasures", file, "--apply")
        assert self.blocked() == {self.PRINT: LATER}
        assert "0 followed again" in run("replay_erasures", file, "--apply")

    def test_who_wanted_messages_again_is_not_blocked_by_an_older_copy(
        self, public, file, settings, django_capture_on_commit_callbacks
    ):
        settings.CONTACT_ERASURES_FILE = str(file)
        with django_capture_on_commit_callbacks(execute=True):
            self.block(MONDAY)
            copy = Copy()
            self.unblock(LATER)
        copy.restore()
        # The nightly list must not take the old block for a new one.
        assert "0 lines added" in run("export_erasures", file)
        assert "1 followed again" in run("replay_erasures", file, "--apply")
        assert self.blocked() == {}

    def test_the_last_word_counts(self, public, file, settings, django_capture_on_commit_callbacks):
        settings.CONTACT_ERASURES_FILE = str(file)
        copy = Copy()
        with django_capture_on_commit_callbacks(execute=True):
            self.block(MONDAY)
            self.block(MONDAY + timedelta(hours=1))
            self.unblock(MONDAY + timedelta(hours=2))
            self.block(LATER)
        assert len(file.read_text().splitlines()) == 3
        copy.restore()
        run("replay_erasures", file, "--apply")
        assert self.blocked() == {self.PRINT: LATER}

    def test_a_block_that_was_missed_is_added_at_night(self, public, file, settings):
        settings.CONTACT_ERASURES_FILE = str(file)
        self.block()
        list_erasures_outside()
        self.unblock(LATER)
        self.block(LATER + timedelta(hours=1))
        self.block(LATER, contact=self.OTHER)
        list_erasures_outside()
        list_erasures_outside()
        told = [json.loads(line) for line in file.read_text().splitlines()]
        assert [one["contact"] for one in told] == [self.PRINT, self.PRINT, self.OTHER]

    def test_a_line_names_nobody(self, public, file):
        self.block()
        run("export_erasures", file)
        assert json.loads(file.read_text()) == {
            "contact": self.PRINT,
            "kind": "blocked",
            "at": LATER.astimezone(UTC).isoformat(),
        }
