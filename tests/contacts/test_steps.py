from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from contacts.enums import NEXT_STATUSES, RequestStatus
from contacts.models import ContactRequest, RequestEvent
from contacts.models.requests import AppendOnlyError
from contacts.services import (
    close,
    correct_last_step,
    decline,
    mark_contacted,
    mark_unreachable,
    reveal_contact,
    withdraw_request,
)
from tests.contacts.factories import EMAIL, MONDAY, send

LATER = MONDAY + timedelta(hours=2)


def steps_of(request):
    return [
        (event.kind, event.from_status, event.to_status, event.detail)
        for event in request.events.all()
    ]


def state(request):
    return ContactRequest.objects.values().get(pk=request.pk)


def put_in(request, status):
    """The request in this status, by the shortest honest way or straight in the table."""
    if status == "unreachable":
        for hours in (-72, -48, -24):
            mark_unreachable(request=request, now=LATER + timedelta(hours=hours))
    reason = "full" if status == "declined" else ""
    outcome = "helped" if status == "closed" else ""
    ContactRequest.objects.filter(pk=request.pk).update(
        status=status, decline_reason=reason, outcome=outcome
    )


STEPS = {
    "contacted": lambda request: mark_contacted(request=request, now=LATER),
    "unreachable": lambda request: mark_unreachable(request=request, now=LATER),
    "declined": lambda request: decline(request=request, reason="full", now=LATER),
    "closed": lambda request: close(request=request, outcome="helped", now=LATER),
    "withdrawn": lambda request: withdraw_request(request=request, now=LATER),
}


@pytest.mark.parametrize("status", RequestStatus.values)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_if_and_only_if_the_table_allows_it(request_sent, status, step):
    put_in(request_sent, status)
    events = RequestEvent.objects.count()
    if RequestStatus(step) in NEXT_STATUSES[RequestStatus(status)]:
        assert STEPS[step](request_sent).status == step
        assert RequestEvent.objects.count() == events + 1
    elif status == step:
        assert STEPS[step](request_sent).status == step  # a double press
        assert RequestEvent.objects.count() == events
    else:
        with pytest.raises(ValidationError) as refusal:
            STEPS[step](request_sent)
        assert refusal.value.messages[0]
        assert state(request_sent)["status"] == status
        assert RequestEvent.objects.count() == events


def test_every_status_has_its_line_in_the_table():
    assert set(NEXT_STATUSES) == set(RequestStatus)


def test_a_contact_made_then_closed_leaves_each_step_with_its_author(request_sent):
    by = request_sent.professional
    mark_contacted(request=request_sent, now=LATER, by=by)
    close(request=request_sent, outcome="appointment", now=LATER, by=by)
    assert steps_of(request_sent) == [
        ("sent", "", "new", ""),
        ("step", "new", "contacted", ""),
        ("step", "contacted", "closed", "appointment"),
    ]
    assert {event.professional for event in request_sent.events.exclude(kind="sent")} == {by}
    assert state(request_sent)["contacted_at"] == state(request_sent)["ended_at"] == LATER


def test_each_attempt_without_answer_is_an_event_but_a_double_press_is_one(request_sent):
    for minutes in (0, 0.5, 30, 90):
        mark_unreachable(request=request_sent, now=LATER + timedelta(minutes=minutes))
    assert [step[2] for step in steps_of(request_sent)] == ["new"] + ["unreachable"] * 3


@pytest.mark.parametrize("reason", ["", "no such reason", None])
def test_a_request_is_declined_with_a_reason_of_the_list(request_sent, reason):
    with pytest.raises(ValidationError):
        decline(request=request_sent, reason=reason, now=LATER)
    assert state(request_sent)["status"] == "new"


@pytest.mark.parametrize("outcome", ["", "no such outcome"])
def test_a_request_is_closed_with_an_outcome_of_the_list(request_sent, outcome):
    mark_contacted(request=request_sent, now=LATER)
    with pytest.raises(ValidationError):
        close(request=request_sent, outcome=outcome, now=LATER)


def test_showing_the_contact_leaves_an_event_each_time(request_sent):
    by = request_sent.professional
    for _time in range(2):
        assert reveal_contact(request=request_sent, now=LATER, by=by).value == "+33639981234"
    shown = request_sent.events.filter(kind="revealed")
    assert [event.professional for event in shown] == [by, by]


@pytest.mark.parametrize("status", ["withdrawn", "declined", "closed", "redirected"])
def test_the_contact_of_a_request_that_is_over_is_not_shown(request_sent, status):
    put_in(request_sent, status)
    with pytest.raises(ValidationError):
        reveal_contact(request=request_sent, now=LATER)
    assert not request_sent.events.filter(kind="revealed").exists()


@pytest.mark.parametrize("step", [STEPS["contacted"], STEPS["unreachable"], STEPS["declined"]])
def test_a_step_is_corrected_within_a_day_by_one_more_event(request_sent, step):
    step(request_sent)
    corrected = correct_last_step(request=request_sent, now=LATER + timedelta(hours=23))
    assert corrected.status == "new"
    assert (corrected.decline_reason, corrected.contacted_at, corrected.ended_at) == (
        "",
        None,
        None,
    )
    assert [event[0] for event in steps_of(request_sent)] == ["sent", "step", "corrected"]


def test_a_closed_request_is_opened_again_as_contacted(request_sent):
    mark_contacted(request=request_sent, now=LATER)
    close(request=request_sent, outcome="helped", now=LATER)
    corrected = correct_last_step(request=request_sent, now=LATER)
    assert (corrected.status, corrected.outcome) == ("contacted", "")
    assert corrected.contacted_at == LATER


def test_a_day_later_a_step_is_no_longer_corrected(request_sent):
    mark_contacted(request=request_sent, now=LATER)
    with pytest.raises(ValidationError):
        correct_last_step(request=request_sent, now=LATER + timedelta(hours=24))


def test_a_correction_is_not_corrected_and_nothing_is_when_nothing_happened(request_sent):
    with pytest.raises(ValidationError):
        correct_last_step(request=request_sent, now=LATER)
    mark_contacted(request=request_sent, now=LATER)
    correct_last_step(request=request_sent, now=LATER)
    with pytest.raises(ValidationError):
        correct_last_step(request=request_sent, now=LATER)


def test_a_professional_cannot_undo_what_the_young_person_did(request_sent):
    withdraw_request(request=request_sent, now=LATER)
    with pytest.raises(ValidationError):
        correct_last_step(request=request_sent, now=LATER)


def test_the_young_person_is_told_of_a_decline_unless_it_is_corrected_first(offer):
    kept, corrected = send(offer).request, send(offer, contact=EMAIL).request
    for request in (kept, corrected):
        decline(request=request, reason="full", now=LATER)
    correct_last_step(request=corrected, now=LATER + timedelta(minutes=10))
    told = kept.messages.get(kind="decline")
    assert (told.state, told.side, told.channel) == ("waiting", "young_person", "sms")
    assert told.next_attempt_at == LATER + timedelta(minutes=30)
    assert corrected.messages.get(kind="decline").state == "cancelled"


def test_a_withdrawal_before_the_alert_left_tells_nobody(request_sent):
    withdraw_request(request=request_sent, now=LATER)
    assert request_sent.messages.get(kind="alert").state == "cancelled"
    assert not request_sent.messages.filter(kind="withdrawal").exists()


def test_a_withdrawal_after_the_alert_left_tells_the_same_person(request_sent):
    request_sent.messages.filter(kind="alert").update(state="sent")
    withdraw_request(request=request_sent, now=LATER)
    told = request_sent.messages.get(kind="withdrawal")
    assert told.recipient == "samira@example.invalid"


def test_events_are_only_added_by_the_application(request_sent):
    event = request_sent.events.get()
    for rewrite in (
        event.save,
        event.delete,
        RequestEvent.objects.all().delete,
        lambda: RequestEvent.objects.update(kind="step"),
        lambda: RequestEvent.objects.bulk_update([event], ["kind"]),
        lambda: request_sent.events.all().delete(),
    ):
        with pytest.raises(AppendOnlyError):
            rewrite()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE contacts_requestevent SET kind = 'step'", "DELETE FROM contacts_requestevent"],
)
def test_events_are_only_added_in_the_database_too(request_sent, statement):
    with pytest.raises(DatabaseError, match="append"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize(
    ("hours", "enough"),
    [
        ([0, 24, 48], True),  # three afternoons
        ([0, 1, 2], False),  # one afternoon
        ([0, 20, 26], True),  # Monday afternoon, Tuesday morning, Tuesday afternoon
        ([0, 24], False),
    ],
)
def test_nobody_is_given_up_before_three_tries_on_different_half_days(request_sent, hours, enough):
    for hour in hours:
        mark_unreachable(request=request_sent, now=MONDAY + timedelta(hours=hour))
    now = MONDAY + timedelta(hours=50)
    if enough:
        close(request=request_sent, outcome="no_reply", now=now)
        assert state(request_sent)["status"] == "closed"
        assert request_sent.messages.filter(kind="told", side="young_person").exists()
    else:
        with pytest.raises(ValidationError, match="demi-journées"):
            close(request=request_sent, outcome="no_reply", now=now)
        assert state(request_sent)["status"] == "unreachable"


def test_how_somebody_got_in_touch_is_kept(request_sent):
    mark_contacted(request=request_sent, now=LATER, means="sms")
    assert steps_of(request_sent)[-1] == ("step", "new", "contacted", "sms")
    with pytest.raises(ValidationError):
        mark_contacted(request=request_sent, now=LATER, means="pigeon")
