"""Two days after a contact, the young person says whether it took place and whether it helped."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from contacts.enums import RequestStatus
from contacts.models import ContactRequest
from contacts.services import (
    answer_survey,
    close,
    correct_last_step,
    erase_request,
    follow_plans,
    mark_contacted,
    say_not_contacted,
)
from contacts.signals import measure_responsiveness, responsiveness
from tests.contacts.factories import EMAIL, MONDAY, send

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = MONDAY + timedelta(days=1)
THURSDAY = MONDAY + timedelta(days=3)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def surveys(request):
    return request.messages.filter(kind="survey")


@pytest.fixture
def contacted(offer):
    request = send(offer, contact=EMAIL).request
    mark_contacted(request=request, now=TUESDAY)
    return ContactRequest.objects.get()


def test_the_survey_leaves_two_days_after_the_contact_once(contacted):
    follow_plans(clock=lambda: THURSDAY - timedelta(minutes=1))
    assert not surveys(contacted).exists()
    for _time in range(2):
        follow_plans(clock=lambda: THURSDAY)
    letter = surveys(contacted).get()
    assert letter.recipient == EMAIL
    assert f"/suivi/{contacted.follow_token}/" in letter.body


def test_a_request_closed_after_a_contact_is_surveyed_and_one_that_was_not_is_not(contacted):
    close(request=contacted, outcome="helped", now=TUESDAY)
    follow_plans(clock=lambda: THURSDAY)
    assert surveys(contacted).exists()


def test_nobody_is_asked_at_night(offer):
    request = send(offer, contact=EMAIL).request
    mark_contacted(request=request, now=at("2026-11-23T21:30"))
    assert request.due_steps.get().at == at("2026-11-26T09:00")


@pytest.mark.parametrize("undone", [correct_last_step, say_not_contacted, erase_request])
def test_nothing_is_asked_once_the_contact_is_denied_or_all_is_erased(contacted, undone):
    undone(request=contacted, now=TUESDAY + timedelta(minutes=5))
    assert not contacted.due_steps.filter(kind="survey").exists()


def test_a_worker_that_was_off_for_weeks_asks_no_more(contacted):
    follow_plans(clock=lambda: THURSDAY + timedelta(days=20))
    assert not surveys(contacted).exists()


def test_a_yes_is_kept_without_a_name_and_survives_erasure(contacted):
    answer_survey(request=contacted, contacted=True, helped="yes", now=THURSDAY)
    assert not contacted.due_steps.exists()
    erase_request(request=contacted, now=THURSDAY)
    request = ContactRequest.objects.get()
    assert (request.said_contacted, request.helped) == (True, "yes")


def test_a_no_opens_the_request_again_and_the_promise_is_not_kept(contacted, offer):
    answer_survey(request=contacted, contacted=False, helped="", now=THURSDAY)
    request = ContactRequest.objects.get()
    assert request.status == RequestStatus.NEW
    assert request.contacted_at is None
    assert request.said_contacted is False
    assert request.due_steps.filter(kind="colleague").exists()
    measure_responsiveness(now=MONDAY + timedelta(days=5))
    offer.refresh_from_db()
    assert offer.responsiveness == pytest.approx(responsiveness(0, 1), abs=0.005)


def test_the_survey_is_answered_once(contacted):
    answer_survey(request=contacted, contacted=True, helped="no", now=THURSDAY)
    with pytest.raises(ValidationError):
        answer_survey(request=contacted, contacted=True, helped="yes", now=THURSDAY)


def test_a_new_contact_is_surveyed_anew(contacted):
    answer_survey(request=contacted, contacted=False, helped="", now=THURSDAY)
    mark_contacted(request=contacted, now=THURSDAY + timedelta(hours=1))
    answer_survey(request=contacted, contacted=True, helped="yes", now=THURSDAY + timedelta(days=1))
    assert ContactRequest.objects.get().said_contacted is True


@pytest.mark.parametrize("helped", ["", "nothing"])
def test_a_yes_says_whether_it_helped(contacted, helped):
    with pytest.raises(ValidationError):
        answer_survey(request=contacted, contacted=True, helped=helped, now=THURSDAY)


def test_a_request_that_nobody_answered_is_not_surveyed(request_sent):
    with pytest.raises(ValidationError):
        answer_survey(request=request_sent, contacted=True, helped="yes", now=TUESDAY)
