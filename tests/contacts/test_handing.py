from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from contacts.models import RequestNote
from contacts.services import (
    close,
    erase_request,
    follow_plans,
    give_back,
    hand_over,
    mark_contacted,
    purge_contacts,
    take,
    withdraw_request,
    write_note,
)
from contacts.services.rotating import rotate_keys, sealed_rows
from tests.contacts.factories import MONDAY, make_organisation, make_professional

OTHER_KEY = "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlci0="


@pytest.fixture
def samira(request_sent):
    return request_sent.holder


@pytest.fixture
def karim(request_sent):
    return make_professional(request_sent.organisation, first_name="Karim")


@pytest.fixture
def stranger(reims):
    return make_professional(make_organisation(reims, name="Ailleurs"), first_name="Ines")


def holder_of(request):
    request.refresh_from_db()
    return request.holder


def letters_to(request, person):
    return [one for one in request.messages.all() if one.recipient == person.email]


def test_somebody_takes_a_request_in_hand_and_nobody_is_written_to(request_sent, karim):
    before = request_sent.messages.count()
    for _twice in range(2):
        take(request=request_sent, by=karim, now=MONDAY)
    assert holder_of(request_sent) == karim
    assert [event.kind for event in request_sent.events.all()] == ["sent", "taken"]
    assert request_sent.messages.count() == before


def test_a_request_is_handed_over_to_a_colleague_who_is_written_to_once(
    request_sent, samira, karim
):
    for _twice in range(2):
        hand_over(request=request_sent, to=karim, by=samira, now=MONDAY)
    assert holder_of(request_sent) == karim
    event = request_sent.events.last()
    assert (event.kind, event.professional, event.detail) == ("handed_over", samira, str(karim.pk))
    [letter] = letters_to(request_sent, karim)
    assert (letter.kind, letter.state) == ("alert", "waiting")
    assert request_sent.links.filter(professional=karim).count() == 1


def test_handing_over_to_oneself_is_taking(request_sent, karim):
    hand_over(request=request_sent, to=karim, by=karim, now=MONDAY)
    assert holder_of(request_sent) == karim
    assert request_sent.events.last().kind == "taken"
    assert not letters_to(request_sent, karim)


def test_nobody_is_asked_to_call_who_was_called(request_sent, samira, karim):
    mark_contacted(request=request_sent, now=MONDAY)
    hand_over(request=request_sent, to=karim, by=samira, now=MONDAY)
    assert holder_of(request_sent) == karim
    assert not letters_to(request_sent, karim)


def test_the_next_nudge_goes_to_who_has_it_in_hand(request_sent, samira, karim):
    hand_over(request=request_sent, to=karim, by=samira, now=MONDAY)
    half_way = request_sent.due_steps.get(kind="half_way").at
    follow_plans(clock=lambda: half_way)
    assert [one.kind for one in letters_to(request_sent, karim)] == ["nudge", "alert"]


@pytest.mark.parametrize("what", ["stranger", "left", "unreachable"])
def test_it_is_handed_over_to_a_colleague_who_can_answer(
    request_sent, samira, karim, stranger, what
):
    if what == "left":
        karim.active = False
    elif what == "unreachable":
        karim.email = ""
    karim.save()
    to = stranger if what == "stranger" else karim
    with pytest.raises(ValidationError):
        hand_over(request=request_sent, to=to, by=samira, now=MONDAY)
    assert holder_of(request_sent) == samira


def test_a_stranger_takes_nothing_and_writes_nothing(request_sent, samira, stranger):
    with pytest.raises(ValidationError):
        take(request=request_sent, by=stranger, now=MONDAY)
    with pytest.raises(ValidationError):
        write_note(request=request_sent, text="x", by=stranger, now=MONDAY)
    assert holder_of(request_sent) == samira


@pytest.mark.parametrize("end", ["withdrawn", "closed", "erased"])
def test_what_is_over_is_in_nobodys_hands_any_more(request_sent, samira, karim, end):
    if end == "withdrawn":
        withdraw_request(request=request_sent, now=MONDAY)
    elif end == "closed":
        close(
            request=mark_contacted(request=request_sent, now=MONDAY), outcome="helped", now=MONDAY
        )
    else:
        erase_request(request=request_sent, now=MONDAY)
    for press in (
        lambda: take(request=request_sent, by=karim, now=MONDAY),
        lambda: hand_over(request=request_sent, to=karim, by=samira, now=MONDAY),
    ):
        with pytest.raises(ValidationError):
            press()


def test_what_was_taken_is_given_back_unless_somebody_else_has_it(request_sent, samira, karim):
    take(request=request_sent, by=karim, now=MONDAY)
    give_back(request=request_sent, to=samira, by=karim, now=MONDAY)
    assert holder_of(request_sent) == samira
    with pytest.raises(ValidationError):
        give_back(request=request_sent, to=samira, by=karim, now=MONDAY)


def test_a_note_is_kept_under_lock(request_sent, samira):
    note = write_note(request=request_sent, text=" Rappeler\r\njeudi ", by=samira, now=MONDAY)
    assert note.text == "Rappeler\njeudi"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(row)::text FROM contacts_requestnote row")
        assert "jeudi" not in cursor.fetchone()[0]
    assert request_sent.events.last().kind == "noted"


def test_notes_go_with_the_request(request_sent, samira):
    write_note(request=request_sent, text="x", by=samira, now=MONDAY)
    erase_request(request=request_sent, now=MONDAY)
    assert not RequestNote.objects.exists()
    with pytest.raises(ValidationError):
        write_note(request=request_sent, text="y", by=samira, now=MONDAY)


def test_notes_are_purged_too(request_sent, samira):
    write_note(request=request_sent, text="x", by=samira, now=MONDAY)
    purge_contacts(now=MONDAY + timedelta(days=366))
    assert not RequestNote.objects.exists()


def test_a_request_that_moves_takes_no_notes_along(request_sent, samira, stranger):
    write_note(request=request_sent, text="x", by=samira, now=MONDAY)
    assert not request_sent.notes.within(stranger.organisation_id)
    assert request_sent.notes.within(samira.organisation_id)


def test_notes_are_locked_again_under_a_new_key(request_sent, samira, settings):
    write_note(request=request_sent, text="Rappeler jeudi", by=samira, now=MONDAY)
    old = settings.CONTACT_KEYS
    settings.CONTACT_KEYS = [OTHER_KEY, *old]
    assert rotate_keys() == sealed_rows()
    settings.CONTACT_KEYS = [OTHER_KEY]
    assert RequestNote.objects.get().text == "Rappeler jeudi"
