"""What a young person does about a request that has left."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from contacts.details import read_contact
from contacts.enums import RequestStatus
from contacts.models import ContactRequest, Message
from contacts.services import (
    TooManyRequests,
    change_contact,
    close,
    erase_request,
    follow_plans,
    mark_contacted,
    resend_links,
    say_not_contacted,
    tell_availability,
    withdraw_request,
)
from tests.contacts.factories import (
    EMAIL,
    MONDAY,
    PHONE,
    make_offer,
    make_organisation,
    make_professional,
    send,
)

SOON = MONDAY + timedelta(hours=2)
# The promise is for Thursday 26 November, to its end.
THURSDAY_NIGHT = MONDAY.replace(day=26, hour=23, minute=59)
FRIDAY = MONDAY.replace(day=27, hour=0, minute=1)


def kinds(request):
    return [event.kind for event in request.events.all()]


def letters(request, **filters):
    return [(one.kind, one.recipient) for one in request.messages.filter(**filters).order_by("pk")]


def test_the_promised_day_counts_to_its_end(request_sent):
    with pytest.raises(ValidationError, match="jusqu’au soir"):
        say_not_contacted(request=request_sent, now=THURSDAY_NIGHT)
    assert say_not_contacted(request=request_sent, now=FRIDAY).status == RequestStatus.NEW
    assert kinds(request_sent)[-1] == "not_contacted"


def test_nobody_called_climbs_without_waiting_for_the_morning(reims):
    organisation = make_organisation(reims)
    samira = make_professional(organisation)
    make_professional(organisation, first_name="Bruno")
    offer = make_offer(reims, organisation=organisation, professional=samira)
    request = send(offer).request
    say_not_contacted(request=request, now=FRIDAY)
    follow_plans(clock=lambda: FRIDAY)
    assert ("escalation", "bruno@example.invalid") in letters(request)
    request.refresh_from_db()
    assert request.holder.first_name == "Bruno"


@pytest.mark.parametrize("closed", [False, True])
def test_a_contact_that_did_not_take_place_opens_again_at_once(request_sent, closed):
    mark_contacted(request=request_sent, now=SOON)
    if closed:
        close(request=request_sent, outcome="helped", now=SOON)
    request = say_not_contacted(request=request_sent, now=SOON + timedelta(minutes=1))
    assert request.status == RequestStatus.NEW
    assert request.contacted_at is None
    assert request.ended_at is None
    assert request.outcome == ""
    assert request.due_steps.filter(kind="colleague").exists()


@pytest.mark.parametrize("over", [withdraw_request, erase_request])
def test_nobody_called_says_nothing_of_what_is_over(request_sent, over):
    over(request=request_sent, now=SOON)
    with pytest.raises(ValidationError):
        say_not_contacted(request=request_sent, now=FRIDAY)


def test_two_presses_of_one_day_are_one(request_sent):
    for minutes in (0, 0, 30):
        say_not_contacted(request=request_sent, now=FRIDAY + timedelta(minutes=minutes))
    assert kinds(request_sent).count("not_contacted") == 1
    say_not_contacted(request=request_sent, now=FRIDAY + timedelta(days=1))
    assert kinds(request_sent).count("not_contacted") == 2


def test_another_number_is_the_one_in_use_from_then_on(request_sent):
    change_contact(request=request_sent, contact=read_contact(EMAIL), now=SOON)
    request = ContactRequest.objects.get()
    assert request.masked_contact == "l•••@example.invalid"
    assert list(ContactRequest.objects.with_contact(read_contact(EMAIL))) == [request]
    assert not ContactRequest.objects.with_contact(read_contact(PHONE)).exists()
    assert letters(request, side="young_person", state="waiting") == [("confirmation", EMAIL)]
    assert letters(request, kind="changed") == [("changed", "samira@example.invalid")]
    changed = request.messages.get(kind="changed")
    assert "lea" not in changed.subject + changed.body + changed.html


def test_the_same_contact_again_changes_nothing(request_sent):
    change_contact(request=request_sent, contact=read_contact(PHONE), now=SOON)
    assert kinds(request_sent) == ["sent"]


def test_a_contact_is_not_changed_all_day(request_sent):
    for number in range(3):
        contact = read_contact(f"06 39 98 00 0{number}")
        change_contact(request=request_sent, contact=contact, now=SOON)
    with pytest.raises(ValidationError, match="plusieurs fois"):
        change_contact(request=request_sent, contact=read_contact(EMAIL), now=SOON)


def test_when_one_can_answer_is_told_to_who_calls_and_sealed(request_sent):
    tell_availability(request=request_sent, words="après 17 h,\u0000 par  SMS", now=SOON)
    request = ContactRequest.objects.get()
    assert request.availability == "après 17 h, par SMS"
    assert "17 h" not in request.sealed_availability
    assert letters(request, kind="changed") == [("changed", "samira@example.invalid")]


def test_when_one_can_answer_is_short(request_sent):
    with pytest.raises(ValidationError, match="120"):
        tell_availability(request=request_sent, words="x" * 121, now=SOON)


@pytest.mark.parametrize(
    "change",
    [
        lambda request: change_contact(request=request, contact=read_contact(EMAIL), now=SOON),
        lambda request: tell_availability(request=request, words="le soir", now=SOON),
    ],
)
def test_nothing_changes_once_it_is_over(request_sent, change):
    withdraw_request(request=request_sent, now=SOON)
    with pytest.raises(ValidationError):
        change(request_sent)


def test_a_lost_link_goes_to_the_contact_of_the_request_alone(offer):
    mine = send(offer, contact=EMAIL).request
    send(offer, contact="autre.jeune@example.invalid")
    assert resend_links(contact=read_contact("LEA@example.invalid"), now=SOON) == 1
    assert letters(mine, kind="link") == [("link", EMAIL)]
    assert Message.objects.filter(kind="link").count() == 1
    assert f"/suivi/{mine.follow_token}/" in mine.messages.get(kind="link").body


def test_a_lost_link_is_not_sent_again_and_again(offer):
    send(offer, contact=EMAIL)
    contact = read_contact(EMAIL)
    assert resend_links(contact=contact, now=SOON) == 1
    assert resend_links(contact=contact, now=SOON + timedelta(minutes=9)) == 0
    assert resend_links(contact=contact, now=SOON + timedelta(minutes=11)) == 1


def test_nothing_is_sent_for_a_contact_that_asked_nothing_or_was_erased(offer):
    request = send(offer, contact=EMAIL).request
    erase_request(request=request, now=SOON)
    for text in (EMAIL, "personne@example.invalid", PHONE):
        assert resend_links(contact=read_contact(text), now=SOON) == 0


def test_one_connection_does_not_ask_for_links_all_day(offer):
    contact = read_contact(EMAIL)
    for _time in range(30):
        resend_links(contact=contact, now=SOON, address="192.0.2.7")
    with pytest.raises(TooManyRequests):
        resend_links(contact=contact, now=SOON, address="192.0.2.7")
    resend_links(contact=contact, now=SOON, address="192.0.2.8")
