"""What `make bench-contacts` concludes: it must see each kind of wrong."""

import uuid

import pytest

from benchmarks.contacts.checking import check
from benchmarks.contacts.clients import Accepted
from contacts.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(sent):
    request = sent.request
    return Accepted(0, "", request.reference, request.due_on.isoformat(), sent.token)


@pytest.fixture
def books(request_sent):
    request_sent.messages.update(state="sent")
    return {
        str(one.key): {"attempts": 1, "deliveries": 1, "to": one.recipient, "seen": [[0.0, ""]]}
        for one in request_sent.messages.all()
    }


def summed_up(accepted, books):
    verdict = check([accepted], books)
    return verdict.whole, verdict.lost, verdict.doubled, verdict.kept


def test_a_request_that_went_well_is_whole(accepted, books):
    assert summed_up(accepted, books) == (1, 0, 0, 1)


def test_a_request_that_nobody_stored_is_lost(books):
    unknown = Accepted(0, "", "R7K-4M2", "2026-11-26", "no-such-token")
    assert summed_up(unknown, books) == (0, 1, 0, 0)


@pytest.mark.parametrize("kind", ["alert", "confirmation"])
def test_a_message_that_is_missing_is_lost(accepted, books, kind):
    gone = Message.objects.get(kind=kind)
    del books[str(gone.key)]
    gone.delete()
    assert summed_up(accepted, books) == (0, 1, 0, 1)


@pytest.mark.parametrize("fields", [{"state": "waiting"}, {"state": "failed", "last_error": "x"}])
def test_a_message_that_nobody_got_and_nobody_knows_of_is_lost(accepted, books, fields):
    Message.objects.filter(kind="alert").update(**fields)
    assert summed_up(accepted, books) == (0, 1, 0, 1)


def test_what_counts_as_sent_and_no_gateway_had_is_lost(accepted, books):
    del books[str(Message.objects.get(kind="alert").key)]
    assert summed_up(accepted, books)[1:] == (1, 0, 1)


def test_a_second_message_under_another_key_is_doubled(accepted, books):
    again = Message.objects.get(kind="alert")
    again.pk, again.key = None, uuid.uuid4()
    again.save()
    books[str(again.key)] = {"attempts": 1, "deliveries": 1, "to": "", "seen": [[0.0, ""]]}
    assert summed_up(accepted, books) == (0, 0, 1, 1)


def test_a_gateway_that_delivers_twice_by_itself_is_not_ours_to_mend(accepted, books):
    entry = books[str(Message.objects.get(kind="alert").key)]
    entry["deliveries"] = 2
    assert summed_up(accepted, books)[2] == 1
    entry["seen"] = [[0.0, "twice"]]
    assert summed_up(accepted, books)[2] == 0


def test_a_date_or_a_plan_that_is_not_what_was_answered_is_seen(accepted, books, request_sent):
    assert summed_up(Accepted(**{**vars(accepted), "due_on": "2026-12-24"}), books)[3] == 0
    request_sent.due_steps.first().delete()
    assert summed_up(accepted, books)[3] == 0
