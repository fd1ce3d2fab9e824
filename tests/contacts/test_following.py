"""A request's whole life, with the clock in hand: who is written to, and when."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django_tenants.utils import tenant_context
from wagtail.users.models import UserProfile

from contacts.models import Absence, Closure, ContactRequest, DueStep, Professional
from contacts.services import (
    close,
    erase_request,
    follow_plans,
    keep_all_plans,
    mark_contacted,
    mark_unreachable,
    reveal_contact,
    withdraw_request,
)
from tenants.accounts.models import User
from tests.contacts.factories import (
    EMAIL,
    MONDAY,
    make_offer,
    make_organisation,
    make_professional,
    send,
)

PARIS = ZoneInfo("Europe/Paris")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.fixture
def house(reims):
    """Samira answers, Bruno is her back-up, Chloé another colleague, Diane leads."""
    organisation = make_organisation(reims)
    bruno = make_professional(organisation, first_name="Bruno")
    samira = make_professional(organisation, first_name="Samira", backup=bruno)
    make_professional(organisation, first_name="Chloé", email="chloe@example.invalid")
    make_professional(organisation, first_name="Diane", is_lead=True)
    return samira


@pytest.fixture
def offer(reims, house):
    return make_offer(reims, organisation=house.organisation, professional=house)


@pytest.fixture
def animator(reims):
    user = User.objects.create_user("animation@example.invalid")
    user.groups.set([Group.objects.get(name="animator")])
    return user


def follow(moment):
    """What leaves at this moment: [(kind, first name or address)]."""
    before = set(ids())
    follow_plans(clock=lambda: at(moment))
    return [
        (message.kind, message.recipient.split("@")[0])
        for message in messages()
        if message.pk not in before
    ]


def messages():
    from contacts.models import Message

    return Message.objects.order_by("pk")


def ids():
    return messages().values_list("pk", flat=True)


def test_silence_climbs_from_the_nudge_to_the_animator_and_the_young_person_is_told(
    offer, animator
):
    request = send(offer, contact=EMAIL).request
    assert follow("2026-11-25T08:59") == []
    assert follow("2026-11-25T09:00") == [("nudge", "samira")]
    assert follow("2026-11-25T09:01") == []
    assert follow("2026-11-26T09:00") == [("last_day", "samira")]
    assert follow("2026-11-26T18:00") == [("told", "lea")]
    assert follow("2026-11-27T09:00") == [("escalation", "bruno")]
    assert follow("2026-11-30T09:00") == [("escalation", "diane")]
    assert follow("2026-12-01T09:00") == [("animator", "animation")]
    assert follow("2026-12-08T09:00") == [("expired", "lea")]
    request.refresh_from_db()
    assert request.status == "expired"
    assert not request.due_steps.exists()
    assert [event.detail for event in request.events.filter(kind="due_step")] == [
        *("half_way", "last_morning", "tell", "colleague", "lead", "animator"),
    ]


def test_a_worker_that_was_off_for_three_days_says_each_thing_once_and_climbs_one_level(offer):
    send(offer, contact=EMAIL)
    assert follow("2026-11-27T12:00") == [("told", "lea"), ("escalation", "bruno")]
    assert follow("2026-11-27T12:01") == []
    assert follow("2026-11-30T09:00") == [("escalation", "diane")]


def test_once_somebody_is_in_touch_only_the_survey_is_left(offer):
    request = send(offer).request
    mark_contacted(request=request, now=MONDAY + timedelta(hours=1))
    assert follow("2026-12-01T09:00") == [("survey", "+33639981234")]
    assert follow("2026-12-20T09:00") == []


@pytest.mark.parametrize("step", [withdraw_request, erase_request])
def test_nothing_more_is_done_once_it_is_over(offer, step):
    request = send(offer).request
    step(request=request, now=MONDAY + timedelta(hours=1))
    assert not DueStep.objects.exists()
    assert follow("2026-12-20T09:00") == []


def test_who_looked_at_the_contact_gets_the_last_morning_only(offer, house):
    request = send(offer).request
    reveal_contact(request=request, now=MONDAY + timedelta(hours=1), by=house)
    assert follow("2026-11-25T18:00") == []
    assert follow("2026-11-26T09:00") == [("last_day", "samira")]


def test_the_young_person_who_could_not_be_reached_is_asked_for_another_way(offer):
    request = send(offer, contact=EMAIL).request
    mark_unreachable(request=request, now=at("2026-11-26T17:00"))
    assert follow("2026-11-26T18:00") == [("last_day", "samira"), ("told", "lea")]
    assert "sans succès" in messages().last().body
    assert follow("2026-11-27T09:00") == [("escalation", "bruno")]


def test_a_level_where_nobody_is_falls_to_the_next_at_once(reims, animator):
    organisation = make_organisation(reims, email="")
    alone = make_professional(organisation)
    send(make_offer(reims, organisation=organisation, professional=alone))
    follow("2026-11-26T18:00")
    assert follow("2026-11-27T09:00") == [("animator", "animation")]
    assert follow("2026-11-30T09:00") == []


def test_the_house_itself_is_written_to_when_it_has_no_lead(reims):
    organisation = make_organisation(reims)
    alone = make_professional(organisation)
    send(make_offer(reims, organisation=organisation, professional=alone))
    follow("2026-11-26T18:00")
    assert follow("2026-11-27T09:00") == [("escalation", "accueil")]


def test_who_is_away_or_gone_is_not_passed_anything(offer, house):
    send(offer)
    Absence.objects.create(
        professional=house.backup, starts_on=date(2026, 11, 27), ends_on=date(2026, 11, 27)
    )
    Professional.objects.filter(first_name="Diane").update(active=False)
    follow("2026-11-26T18:00")
    assert follow("2026-11-27T09:00") == [("escalation", "chloe")]
    assert follow("2026-11-30T09:00") == [("escalation", "accueil")]


def test_a_request_made_during_an_absence_goes_to_the_colleague_from_the_start(offer, house):
    Absence.objects.create(
        professional=house, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 23)
    )
    request = send(offer).request
    assert request.holder == house.backup
    assert messages().get(kind="alert").recipient == "bruno@example.invalid"
    assert request.professional_name == "Bruno"
    assert send(offer, contact=EMAIL, now=MONDAY + timedelta(days=1)).request.holder == house


@pytest.mark.parametrize(("chosen", "written"), [("en", "en"), ("", "fr")])
def test_an_animator_is_written_to_in_the_language_of_their_screens(
    reims, animator, chosen, written
):
    with tenant_context(reims):
        UserProfile.objects.create(user=animator, preferred_language=chosen)
    organisation = make_organisation(reims, email="")
    alone = make_professional(organisation)
    request = send(make_offer(reims, organisation=organisation, professional=alone)).request
    follow("2026-11-26T18:00")
    assert follow("2026-11-27T09:00") == [("animator", "animation")]
    assert request.messages.get(kind="animator").language == written


def test_without_an_animator_the_national_team_is_called(reims, offer):
    User.objects.create_superuser("national@example.invalid", "x")
    Group.objects.get(name="animator").user_set.clear()
    send(offer)
    for moment in ("2026-11-27T09:00", "2026-11-30T09:00"):
        follow(moment)
    assert ("animator", "national") in follow("2026-12-01T09:00")


def test_the_neighbours_animator_is_not_written_to(reims, lyon, offer, animator):
    with tenant_context(lyon):
        neighbour = User.objects.create_user("voisine@example.invalid")
        neighbour.groups.set([Group.objects.get(name="animator")])
    send(offer)
    for moment in ("2026-11-27T09:00", "2026-11-30T09:00", "2026-12-01T09:00"):
        follow(moment)
    assert not [one for one in messages() if one.recipient.startswith("voisine")]


def test_more_than_three_nudges_for_one_person_are_one_letter(offer, reims):
    sent = [send(offer, contact=f"jeune{n}@example.invalid").request for n in range(4)]
    assert follow("2026-11-25T09:00") == [("digest", "samira")]
    letter = messages().last()
    assert letter.subject == "4 demandes attendent un appel"
    for request in sent:
        assert request.reference in letter.body
        assert request.events.filter(kind="due_step", detail="half_way").count() == 1
    assert letter.body.count(f"{reims.url}/pro/demandes/") == 4
    assert follow("2026-11-25T09:01") == []


def test_three_nudges_are_three_letters(offer):
    for number in range(3):
        send(offer, contact=f"jeune{number}@example.invalid")
    assert follow("2026-11-25T09:00") == [("nudge", "samira")] * 3


def test_a_digest_holds_one_persons_requests_only(reims, offer, house):
    other = make_offer(reims, organisation=house.organisation, professional=house.backup)
    for number in range(2):
        send(offer, contact=f"jeune{number}@example.invalid")
        send(other, contact=f"jeune{number}@example.invalid")
    assert (
        sorted(follow("2026-11-25T09:00")) == [("nudge", "bruno")] * 2 + [("nudge", "samira")] * 2
    )


def test_each_letter_opens_its_request_by_a_link_of_its_own(offer):
    request = send(offer).request
    follow("2026-11-25T09:00")
    assert request.links.count() == 2
    assert request.links.values("token_hash").distinct().count() == 2


def test_what_cannot_be_done_is_tried_again_and_the_others_do_not_wait(offer, settings):
    broken = send(offer, contact="premier@example.invalid").request
    send(offer, contact="second@example.invalid")
    ContactRequest.objects.filter(pk=broken.pk).update(sealed_contact="no key opens this")
    assert follow("2026-11-26T18:00") == [
        ("last_day", "samira"),
        ("told", "second"),
    ]
    assert broken.due_steps.get(kind="tell").at == at("2026-11-26T18:10")


def test_closing_days_that_were_added_later_move_the_steps_but_not_the_promise(offer, house):
    request = send(offer).request
    Closure.objects.create(
        organisation=house.organisation, starts_on=date(2026, 11, 27), ends_on=date(2026, 11, 30)
    )
    keep_all_plans()
    assert request.due_steps.get(kind="colleague").at == at("2026-12-01T09:00")
    request.refresh_from_db()
    assert request.due_on == date(2026, 11, 26)


def test_closing_days_are_seen_even_if_the_plan_was_not_put_right(offer, house):
    send(offer)
    follow("2026-11-26T18:00")
    Closure.objects.create(
        organisation=house.organisation, starts_on=date(2026, 11, 27), ends_on=date(2026, 11, 27)
    )
    assert follow("2026-11-27T09:00") == []
    assert follow("2026-11-30T09:00") == [("escalation", "bruno")]


def test_a_delay_that_changes_leaves_what_was_promised(offer, house, reims):
    request = send(offer).request
    offer.delay_days = 7
    offer.save()
    keep_all_plans()
    assert request.due_steps.get(kind="last_morning").at == at("2026-11-26T09:00")


def test_a_closed_request_keeps_its_survey_alone_and_waiting_letters_are_taken_back(offer):
    request = send(offer).request
    follow("2026-11-25T09:00")
    mark_contacted(request=request, now=at("2026-11-25T10:00"))
    close(request=request, outcome="helped", now=at("2026-11-25T10:01"))
    assert set(messages().filter(kind="nudge").values_list("state", flat=True)) == {"cancelled"}
    assert [one.kind for one in request.due_steps.all()] == ["survey"]


def test_following_takes_few_queries(offer, django_assert_max_num_queries):
    send(offer)
    follow("2026-11-25T08:00")
    with django_assert_max_num_queries(30):
        follow_plans(clock=lambda: at("2026-11-25T09:00"))
