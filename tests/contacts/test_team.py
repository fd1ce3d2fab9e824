"""What a team says of itself, and what follows for the requests."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from contacts.models import Absence, Professional
from contacts.services.inviting import accept_invitation, invite_colleague
from contacts.services.team import (
    add_absence,
    add_closure,
    choose_backup,
    may_change,
    remove_closure,
)
from tests.contacts.factories import EMAIL, MONDAY, make_organisation, make_professional, send

TODAY = MONDAY.date()


@pytest.fixture
def samira(request_sent):
    return request_sent.holder


@pytest.fixture
def karim(samira):
    return make_professional(samira.organisation, first_name="Karim")


def test_what_comes_during_an_absence_goes_to_the_back_up(samira, karim, offer):
    choose_backup(professional=samira, backup=karim)
    add_absence(professional=samira, starts_on=TODAY, ends_on=TODAY)
    assert send(offer, contact=EMAIL).request.holder == karim


def test_the_same_days_are_noted_once(samira):
    add_absence(professional=samira, starts_on=TODAY, ends_on=TODAY + timedelta(days=4))
    with pytest.raises(ValidationError):
        add_absence(professional=samira, starts_on=TODAY, ends_on=TODAY)
    add_absence(professional=samira, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 1))
    assert Absence.objects.count() == 2


def test_closing_days_move_what_comes_after_the_date_and_not_the_date(request_sent, samira):
    before = request_sent.due_steps.get(kind="colleague").at
    closure = add_closure(
        organisation=samira.organisation,
        starts_on=before.date(),
        ends_on=before.date() + timedelta(days=3),
    )
    assert request_sent.due_steps.get(kind="colleague").at > before
    due = request_sent.due_on
    request_sent.refresh_from_db()
    assert request_sent.due_on == due
    remove_closure(closure=closure)
    assert request_sent.due_steps.get(kind="colleague").at == before


def test_a_back_up_is_a_colleague_who_is_there(samira, karim, reims):
    stranger = make_professional(make_organisation(reims, name="Ailleurs"), first_name="Ines")
    karim.active = False
    karim.save()
    for other in (karim, stranger, samira):
        with pytest.raises(ValidationError):
            choose_backup(professional=samira, backup=other)


@pytest.mark.parametrize(
    ("lead", "active", "other", "may"),
    [
        (False, True, "me", True),
        (False, True, "colleague", False),
        (True, True, "colleague", True),
        (True, True, "stranger", False),
        (True, False, "colleague", False),
        (False, False, "me", False),
    ],
)
def test_each_changes_their_own_days_and_a_lead_those_of_the_team(lead, active, other, may):
    me = Professional(pk=1, organisation_id=1, is_lead=lead, active=active)
    others = {
        "me": me,
        "colleague": Professional(pk=2, organisation_id=1),
        "stranger": Professional(pk=3, organisation_id=2),
    }
    assert may_change(me, others[other]) == may


def test_one_account_serves_wherever_the_address_is_written_down(samira, reims):
    other = make_professional(make_organisation(reims, name="Les Clés"))
    user = accept_invitation(professional=samira, password="une-phrase-longue")
    other.refresh_from_db()
    assert other.user == user
    assert user.check_password("une-phrase-longue")


def test_two_people_of_one_mailbox_are_not_one_account(samira):
    twin = make_professional(samira.organisation, first_name="Sam", email=samira.email)
    user = accept_invitation(professional=samira, password="une-phrase-longue")
    twin.refresh_from_db()
    assert twin.user is None
    assert list(Professional.objects.of(user)) == [samira]


def test_an_invitation_is_accepted_once(samira):
    accept_invitation(professional=samira, password="une-phrase-longue")
    with pytest.raises(ValidationError):
        accept_invitation(professional=samira, password="une-autre-phrase")


def test_a_closed_account_is_not_opened_again_by_an_invitation(samira, person):
    account = person(None, email=samira.email)
    account.is_active = False
    account.save()
    with pytest.raises(ValidationError):
        accept_invitation(professional=samira, password="une-phrase-longue")


def test_somebody_who_came_back_is_invited_again(samira, person):
    samira.user, samira.active = person(None, email=samira.email), False
    samira.save()
    again = invite_colleague(
        organisation=samira.organisation, email="SAMIRA@example.invalid", first_name="Samira"
    )
    assert (again.pk, again.active, again.user) == (samira.pk, True, None)
