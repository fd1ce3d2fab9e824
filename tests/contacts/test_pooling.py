"""A request to the first available: who gets it, when it goes on, and what stays the same."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from contacts.details import read_contact
from contacts.enums import RequestStatus
from contacts.models import ContactRequest, Message
from contacts.pool import pool_of
from contacts.services import (
    PromiseMoved,
    correct_last_step,
    decline,
    erase_request,
    follow_plans,
    mark_contacted,
    reveal_contact,
    send_to_first_available,
    withdraw_request,
)
from contacts.services.team import add_absence, add_closure
from search.models import CatalogueOffer
from tenants.geography.suggest import find
from tests.contacts.factories import (
    EMAIL,
    MONDAY,
    PHONE,
    REIMS,
    make_offer,
    make_organisation,
    make_professional,
    send,
)

PARIS = ZoneInfo("Europe/Paris")
THURSDAY = date(2026, 11, 26)
SOON = MONDAY + timedelta(hours=2)
HALF_WAY = datetime(2026, 11, 25, 9, tzinfo=PARIS)
NEED = {"theme": "housing", "subtheme": "find"}


def offer_of(territory, name, **fields):
    organisation = make_organisation(territory, name=name, email=f"{name.lower()}@example.invalid")
    return make_offer(
        territory, organisation=organisation, title=f"Chez {name}", **{**NEED, **fields}
    )


@pytest.fixture
def first(reims):
    house = make_organisation(reims)
    return make_offer(reims, organisation=house, professional=make_professional(house), **NEED)


@pytest.fixture
def second(reims, first):
    return offer_of(reims, "Deux", delay_days=4)


@pytest.fixture
def third(reims, second):
    return offer_of(reims, "Trois", delay_days=5)


def ask(offers, *, contact=PHONE, now=MONDAY, **fields):
    return send_to_first_available(
        offers=offers,
        place=find(REIMS),
        contact=read_contact(contact),
        now=now,
        **{"answers": {"age": 19}, "message": "", "language": "fr", **fields},
    )


def work(now):
    return follow_plans(lambda: now)


def thread():
    """[(organisation, status)] of all requests, the oldest first."""
    rows = ContactRequest.objects.order_by("pk").values_list("organisation_name", "status")
    return [(name, str(status)) for name, status in rows]


def pool(offer, place=REIMS, **more):
    territories = more.get("territories", {offer.territory_id})
    now = more.get("now", MONDAY)
    found = pool_of(offer, place=find(place), territories=territories, language="fr", now=now)
    return [one.card["title"] for one in found]


class TestWhoIsEquivalent:
    def test_the_same_need_and_criteria_within_the_same_reach(self, first, second, third):
        assert pool(first) == ["Une chambre chez l’habitant", "Chez Deux", "Chez Trois"]

    @pytest.mark.parametrize(
        "other",
        [
            {"subtheme": "pay"},
            {"theme": "training"},
            {"criteria": {"age": {"min": 18}}},
            {"zones": ["commune:51250"]},
            {"modes": ["on_site"]},
            {"language": "en"},
            {"ends_on": date(2026, 11, 22)},
        ],
    )
    def test_another_need_or_other_people_or_another_way_is_not(self, reims, first, other):
        offer_of(reims, "Deux", **other)
        assert len(pool(first)) == 1

    def test_a_day_ends_at_midnight_here(self, reims, first):
        offer_of(reims, "Deux", ends_on=date(2026, 11, 23))
        assert len(pool(first, now=datetime(2026, 11, 23, 23, 30, tzinfo=PARIS))) == 2
        assert len(pool(first, now=datetime(2026, 11, 24, 0, 30, tzinfo=PARIS))) == 1

    def test_who_is_far_to_go_to_is_not(self, reims, first):
        modes = ["on_site"]
        near = {"name": "Ici", "lat": 49.25, "lon": 4.03}
        spot = {"address": "", "postal_code": "", "commune": REIMS, "commune_name": "Reims"}
        here = offer_of(reims, "Ici", modes=modes, places=[{**near, **spot}])
        offer_of(reims, "Là", modes=modes, places=[{**near, **spot, "lat": 49.2}])
        offer_of(reims, "Loin", modes=modes, places=[{**near, **spot, "lat": 45.7}])
        assert pool(here) == ["Chez Ici", "Chez Là"]

    def test_who_is_full_for_weeks_is_not(self, reims, first):
        offer_of(reims, "Deux", weekly_capacity=0)
        CatalogueOffer.objects.filter(weekly_capacity=0).update(room=0)
        assert len(pool(first)) == 1

    def test_one_offer_an_organisation_and_five_in_all(self, reims, first):
        for name in ("Deux", "Trois", "Quatre", "Cinq", "Six"):
            offer_of(reims, name)
        same = make_organisation(reims, name="Deux fois")
        for number in range(2):
            make_offer(reims, organisation=same, title=f"Deux fois {number}", delay_days=1, **NEED)
        found = pool(first)
        assert len(found) == 5
        assert sum(title.startswith("Deux fois") for title in found) == 1

    def test_offers_of_other_territories_stay_out(self, reims, lyon, first):
        offer_of(lyon, "Ailleurs")
        assert len(pool(first)) == 1

    def test_without_a_sub_theme_nothing_is_equivalent(self, reims):
        offer = make_offer(reims)
        make_offer(reims)
        assert pool(offer) == ["Une chambre chez l’habitant"]


class TestSending:
    def test_it_goes_to_who_answers_soonest(self, reims, first):
        sooner = offer_of(reims, "Vite", delay_days=1)
        request = ask([first, sooner]).request
        assert request.organisation_name == "Vite"
        assert request.due_on == date(2026, 11, 24)
        assert request.pool == [first.key, sooner.key]

    def test_who_has_no_room_this_week_is_left_for_who_has(self, reims, second):
        full = offer_of(reims, "Plein", delay_days=1, weekly_capacity=1)
        send(full, contact=EMAIL)
        assert ask([full, second]).request.organisation_name == "Deux"

    def test_who_cannot_be_written_to_is_passed_over(self, reims, second):
        mute = make_organisation(reims, name="Muets", email="")
        offer = make_offer(reims, organisation=mute, delay_days=1, **NEED)
        assert ask([offer, second]).request.organisation_name == "Deux"

    def test_when_nobody_can_it_is_said_and_nothing_is_stored(self, reims):
        mute = make_organisation(reims, name="Muets", email="")
        offer = make_offer(reims, organisation=mute, delay_days=1, **NEED)
        with pytest.raises(ValidationError, match="Personne ne peut"):
            ask([offer])
        assert not ContactRequest.objects.exists()

    def test_offers_that_are_not_equivalent_are_refused(self, reims, first):
        with pytest.raises(ValidationError, match="équivalentes"):
            ask([first, offer_of(reims, "Deux", subtheme="pay")])

    def test_a_later_date_than_the_one_shown_is_asked_again(self, first, second):
        with pytest.raises(PromiseMoved):
            ask([first, second], shown_due_on=date(2026, 11, 25))

    def test_sending_twice_is_once_even_when_somebody_else_would_answer_by_then(
        self, reims, first, second
    ):
        one = ask([first, second], idempotency_key="k", address="192.0.2.1")
        add_closure(organisation=first_house(first), starts_on=MONDAY.date(), ends_on=THURSDAY)
        two = ask([first, second], idempotency_key="k", address="192.0.2.1", now=SOON)
        assert (one.request, two.created) == (two.request, False)
        three = ask([second, first], address="192.0.2.1", now=MONDAY + timedelta(minutes=5))
        assert (three.request, three.created) == (one.request, False)


def first_house(offer):
    return ContactRequest.objects.get(offer=offer).organisation


class TestGoingOn:
    def test_unopened_half_way_it_goes_to_the_next_with_the_same_date_and_link(
        self, first, second, third
    ):
        sent = ask([first, second, third])
        Message.objects.update(state="sent")
        work(HALF_WAY - timedelta(minutes=1))
        assert len(thread()) == 1
        work(HALF_WAY)
        assert thread() == [("Toits partagés", "redirected"), ("Deux", "new")]
        now = ContactRequest.objects.by_follow_token(sent.token)
        assert now.organisation_name == "Deux"
        assert now.due_on == sent.request.due_on == THURSDAY
        assert now.answers == {"age": 19}
        [told] = now.messages.filter(side="young_person")
        assert told.kind == "passed_on"
        assert sent.token in told.body
        [off] = sent.request.messages.filter(kind="withdrawal")
        assert off.recipient == "samira@example.invalid"
        assert "quelqu’un d’autre" in off.body

    def test_who_has_looked_at_it_keeps_it(self, first, second):
        sent = ask([first, second])
        reveal_contact(request=sent.request, now=SOON)
        work(HALF_WAY)
        assert thread() == [("Toits partagés", "new")]

    def test_declined_it_goes_on_half_an_hour_later_and_nobody_is_told_of_a_refusal(
        self, first, second
    ):
        sent = ask([first, second])
        decline(request=sent.request, reason="full", now=SOON)
        work(SOON + timedelta(minutes=29))
        assert thread() == [("Toits partagés", "declined")]
        work(SOON + timedelta(minutes=30))
        assert thread() == [("Toits partagés", "declined"), ("Deux", "new")]
        assert not Message.objects.filter(kind="decline").exists()
        with pytest.raises(ValidationError):
            correct_last_step(request=sent.request, now=SOON + timedelta(hours=1))

    def test_a_decline_taken_back_in_time_goes_nowhere(self, first, second):
        sent = ask([first, second])
        decline(request=sent.request, reason="full", now=SOON)
        correct_last_step(request=sent.request, now=SOON + timedelta(minutes=10))
        work(SOON + timedelta(hours=1))
        assert thread() == [("Toits partagés", "new")]

    def test_who_will_be_away_on_the_promised_day_hands_it_on_from_the_first(self, first, second):
        sent = ask([first, second])
        holder = sent.request.holder
        add_absence(professional=holder, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 30))
        work(datetime.combine(date(2026, 11, 24), time(8, 59), PARIS))
        assert len(thread()) == 1
        work(datetime.combine(date(2026, 11, 24), time(9), PARIS))
        assert thread()[1] == ("Deux", "new")

    def test_who_closes_today_hands_it_on_at_once(self, first, second):
        sent = ask([first, second])
        add_closure(
            organisation=sent.request.organisation, starts_on=MONDAY.date(), ends_on=THURSDAY
        )
        work(SOON)
        assert thread()[1] == ("Deux", "new")

    def test_who_is_back_on_the_promised_day_keeps_it(self, first, second):
        sent = ask([first, second])
        add_absence(
            professional=sent.request.holder,
            starts_on=date(2026, 11, 24),
            ends_on=date(2026, 11, 25),
        )
        work(datetime.combine(date(2026, 11, 24), time(9), PARIS))
        assert thread() == [("Toits partagés", "new")]

    def test_with_nobody_left_a_decline_is_told_and_silence_is_nudged(self, reims, first, second):
        alone = ask([first, second])
        second.live = False
        second.save()
        work(HALF_WAY)
        assert thread() == [("Toits partagés", "new")]
        assert alone.request.messages.filter(kind="nudge").count() == 1
        decline(request=alone.request, reason="full", now=HALF_WAY)
        work(HALF_WAY + timedelta(minutes=30))
        assert alone.request.messages.filter(kind="decline").count() == 1

    def test_who_starts_after_the_promised_date_does_not_get_it(self, reims, first):
        busy = offer_of(reims, "Plein", weekly_capacity=1)
        ask([first, busy])
        send(busy, contact=EMAIL)
        work(HALF_WAY)
        assert [name for name, _status in thread()] == ["Toits partagés", "Plein"]

    def test_three_teams_are_asked_at_most(self, reims, first, second, third):
        fourth = offer_of(reims, "Quatre", delay_days=6)
        ask([first, second, third, fourth])
        for hours in range(3):
            now = SOON + timedelta(hours=hours)
            request = ContactRequest.objects.latest("pk")
            decline(request=request, reason="full", now=now)
            work(now + timedelta(minutes=30))
        assert [name for name, _status in thread()] == ["Toits partagés", "Deux", "Trois"]
        assert Message.objects.filter(kind="decline").count() == 1

    def test_a_worker_off_for_days_does_not_send_it_on_after_the_date(self, first, second):
        ask([first, second])
        work(datetime(2026, 11, 27, 8, tzinfo=PARIS))
        assert len(thread()) == 1

    def test_a_missed_date_climbs_as_any_other(self, first, second):
        ask([first, second])
        work(HALF_WAY)
        work(datetime(2026, 11, 26, 18, tzinfo=PARIS))
        request = ContactRequest.objects.latest("pk")
        assert request.messages.filter(kind="told").exists()

    def test_once_contacted_or_withdrawn_it_goes_nowhere(self, first, second):
        met = ask([first, second])
        mark_contacted(request=met.request, now=SOON)
        gone = ask([first, second], contact=EMAIL)
        withdraw_request(request=gone.request, now=SOON)
        work(HALF_WAY)
        assert len(thread()) == 2


def test_erasing_erases_the_whole_thread(first, second):
    sent = ask([first, second])
    work(HALF_WAY)
    erase_request(request=ContactRequest.objects.by_follow_token(sent.token), now=HALF_WAY)
    for request in ContactRequest.objects.all():
        assert request.erased_at
        assert not request.sealed_contact
    assert {one.status for one in ContactRequest.objects.all()} == {
        RequestStatus.REDIRECTED,
        RequestStatus.WITHDRAWN,
    }
