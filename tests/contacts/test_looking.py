"""An animator looks at a contact: with a reason, on record."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from contacts.models import ContactLook
from contacts.models.requests import AppendOnlyError
from contacts.services import erase_request, look_as_animator, withdraw_request
from tests.contacts.factories import MONDAY

LOOK = {"reason": "no_answer", "now": MONDAY}


@pytest.fixture
def animator(person, reims):
    return person("animator", reims)


def test_an_animator_sees_the_contact_and_it_is_on_record(request_sent, animator):
    contact = look_as_animator(request=request_sent, by=animator, **LOOK)
    assert contact.value == "+33639981234"
    event = request_sent.events.last()
    assert (event.kind, event.actor, event.detail) == ("looked", "animator", "no_answer")
    look = request_sent.looks.get()
    assert (look.by, look.reason, look.at) == (animator, "no_answer", MONDAY)


def test_each_look_is_one_more_on_record(request_sent, animator):
    for _time in range(2):
        look_as_animator(request=request_sent, by=animator, **LOOK)
    assert request_sent.events.filter(kind="looked").count() == 2


def test_a_look_changes_nothing_of_the_plan(request_sent, animator):
    before = list(request_sent.due_steps.values_list("kind", "at", "until"))
    look_as_animator(request=request_sent, by=animator, **LOOK)
    assert list(request_sent.due_steps.values_list("kind", "at", "until")) == before


def test_another_reason_is_said_in_words_that_are_sealed_and_go_with_the_rest(
    request_sent, animator
):
    words = "Léa a appelé l’accueil"
    look_as_animator(request=request_sent, by=animator, reason="other", words=words, now=MONDAY)
    look = ContactLook.objects.get()
    assert look.words == words
    assert "Léa" not in look.sealed_words
    erase_request(request=request_sent, now=MONDAY)
    look.refresh_from_db()
    assert (look.sealed_words, look.reason) == ("", "other")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "curiosity"}, "reason"),
        ({"reason": "other"}, "words"),
        ({"reason": "other", "words": " \u200b\n"}, "words"),
        ({"reason": "other", "words": "x" * 201}, "words"),
    ],
)
def test_no_look_without_a_reason(request_sent, animator, given, field):
    with pytest.raises(ValidationError) as refusal:
        look_as_animator(request=request_sent, by=animator, now=MONDAY, **given)
    assert list(refusal.value.message_dict) == [field]
    assert not ContactLook.objects.exists()


@pytest.mark.parametrize(
    ("role", "where"),
    [("editor", "reims"), ("animator", "lyon"), ("animator", "national"), (None, None)],
)
def test_nobody_else_looks(request_sent, person, request, role, where):
    somebody = person(role, where and request.getfixturevalue(where))
    with pytest.raises(PermissionDenied):
        look_as_animator(request=request_sent, by=somebody, **LOOK)
    assert not request_sent.events.filter(kind="looked").exists()


def test_the_national_level_never_looks_even_with_a_role_in_the_territory(
    request_sent, person, reims
):
    animator = person("animator", reims)
    animator.is_superuser = True
    animator.save()
    for somebody in (animator, person("national")):
        with pytest.raises(PermissionDenied):
            look_as_animator(request=request_sent, by=somebody, **LOOK)


def test_an_account_that_was_closed_looks_no_more(request_sent, animator):
    animator.is_active = False
    animator.save()
    with pytest.raises(PermissionDenied):
        look_as_animator(request=request_sent, by=animator, **LOOK)


@pytest.mark.parametrize("end", [withdraw_request, erase_request])
def test_nothing_is_shown_of_what_is_over(request_sent, animator, end):
    end(request=request_sent, now=MONDAY)
    with pytest.raises(ValidationError):
        look_as_animator(request=request_sent, by=animator, **LOOK)


def test_a_look_is_not_taken_back(request_sent, animator):
    look_as_animator(request=request_sent, by=animator, **LOOK)
    with pytest.raises(AppendOnlyError):
        ContactLook.objects.get().delete()
    for statement in (
        "DELETE FROM contacts_contactlook",
        "UPDATE contacts_contactlook SET reason = 'other'",
        "UPDATE contacts_contactlook SET at = now()",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
