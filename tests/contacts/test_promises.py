"""What one may expect if one asks now, and that it is the same wherever it is said."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError

from contacts.deadlines import Calendar
from contacts.models import Absence, Closure, ContactRequest
from contacts.promises import CLOSED, FULL, expect
from contacts.services import PromiseMoved
from contacts.signals import measure_room
from search.models import CatalogueOffer
from tenants.models import Territory
from tests.contacts.factories import (
    EMAIL,
    MONDAY,
    make_offer,
    make_organisation,
    make_professional,
    send,
)

CALENDAR = Calendar("Europe/Paris")
THIS, NEXT, AFTER = date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)


def told(*, now=MONDAY, delay=3, calendar=CALENDAR, capacity=None, taken=None):
    answer = expect(now=now, delay_days=delay, calendar=calendar, capacity=capacity, taken=taken)
    return answer and (answer.starts_on.isoformat(), answer.due_on.isoformat(), answer.why)


def test_the_delay_counts_from_today():
    assert told() == ("2026-11-23", "2026-11-26", "")


@pytest.mark.parametrize("capacity", [None, 3])
def test_with_room_left_nothing_moves(capacity):
    assert told(capacity=capacity, taken={THIS: 2})[2] == ""


def test_a_full_week_answers_from_the_next_monday():
    assert told(capacity=2, taken={THIS: 2}) == ("2026-11-30", "2026-12-03", FULL)


def test_two_full_weeks_answer_from_the_monday_after():
    assert told(capacity=2, taken={THIS: 2, NEXT: 2}) == ("2026-12-07", "2026-12-10", FULL)


def test_a_monday_that_is_a_holiday_is_no_first_day():
    now = datetime(2026, 4, 1, 10, tzinfo=ZoneInfo("Europe/Paris"))
    assert told(now=now, capacity=1, taken={date(2026, 3, 30): 1})[0] == "2026-04-07"


def test_a_team_that_is_full_for_weeks_promises_nothing():
    taken = {THIS + timedelta(weeks=week): 1 for week in range(5)}
    assert told(capacity=1, taken=taken) is None


def test_closing_days_are_left_out_at_both_ends():
    closed = Calendar("Europe/Paris", closed=((date(2026, 11, 21), date(2026, 11, 24)),))
    assert told(calendar=closed) == ("2026-11-25", "2026-11-30", CLOSED)
    later = Calendar("Europe/Paris", closed=((date(2026, 11, 26), date(2026, 11, 27)),))
    assert told(calendar=later) == ("2026-11-23", "2026-11-30", "")


def test_a_weekend_is_no_closure_its_days_count():
    saturday = datetime(2026, 11, 21, 10, tzinfo=ZoneInfo("Europe/Paris"))
    assert told(now=saturday) == ("2026-11-21", "2026-11-24", "")


def test_the_day_is_that_of_the_place():
    late = datetime(2026, 11, 23, 22, tzinfo=ZoneInfo("Europe/Paris"))  # tomorrow in Réunion
    assert told(now=late, calendar=Calendar("Indian/Reunion"))[0] == "2026-11-24"


class TestSameEverywhere:
    """In the list, on the page, in the API before and after, in both messages, in the follow-up."""

    @pytest.fixture(autouse=True)
    def _monday(self):
        with time_machine.travel(MONDAY, tick=False):
            yield

    @pytest.fixture
    def house(self, reims):
        organisation = make_organisation(reims)
        bruno = make_professional(organisation, first_name="Bruno")
        return make_professional(organisation, first_name="Samira", backup=bruno)

    @pytest.fixture
    def limited(self, reims, house):
        return make_offer(
            reims, organisation=house.organisation, professional=house, weekly_capacity=1
        )

    def everywhere(self, client_for, offer):
        """Each place where the date of this offer is told, with what is told there."""
        client = client_for("reims")
        measure_room(CatalogueOffer.objects.all(), now=MONDAY)
        listed = client.get("/themes/housing/offres/?commune=51454").content.decode()
        page = client.get(f"/offres/{offer.key}/?commune=51454").content.decode()
        api = client.get("/api/v1/offers?commune=51454&theme=housing").json()["results"][0]
        one = client.get(f"/api/v1/offers/{offer.key}?commune=51454").json()
        sent = client.post(
            "/api/v1/contact-requests",
            {"offer": offer.key, "commune": "51454", "email": "suite@example.invalid"},
            content_type="application/json",
        ).json()
        request = ContactRequest.objects.get(reference=sent["reference"])
        path = f"/suivi/{request.follow_token}/"
        state = client.get(f"/api/v1/contact-requests/{request.follow_token}").json()
        return {
            "list": listed,
            "page": page,
            "api list": api["due_on"],
            "api offer": one["due_on"],
            "api sent": sent["due_on"],
            "api state": state["due_on"],
            "confirmation": client.get(f"{path}envoyee/").content.decode(),
            "follow-up": client.get(path).content.decode(),
            "alert": request.messages.get(kind="alert").body,
            "message": request.messages.get(kind="confirmation").body,
        }

    def said(self, places, iso, words):
        return {
            name: iso in text or words in text.replace("\u00a0", " ")
            for name, text in places.items()
        }

    def test_an_ordinary_week(self, client_for, limited):
        places = self.everywhere(client_for, limited)
        assert all(self.said(places, "2026-11-26", "jeudi 26 novembre").values())

    def test_a_full_week(self, client_for, limited):
        send(limited, contact=EMAIL)
        places = self.everywhere(client_for, limited)
        assert all(self.said(places, "2026-12-03", "jeudi 3 décembre").values())
        for name in ("list", "page"):
            text = places[name].replace("\u00a0", " ")
            assert "Complet cette semaine, réponse dès lundi 30 novembre" in text

    def test_closing_days(self, client_for, limited, house):
        Closure.objects.create(
            organisation=house.organisation, starts_on=date(2026, 11, 20), ends_on=THIS
        )
        places = self.everywhere(client_for, limited)
        assert all(self.said(places, "2026-11-27", "vendredi 27 novembre").values())
        assert "Fermé en ce moment" in places["page"]

    def test_who_stands_in_is_named_before_and_after(self, client_for, limited, house):
        Absence.objects.create(professional=house, starts_on=THIS, ends_on=NEXT)
        places = self.everywhere(client_for, limited)
        for name in ("page", "confirmation", "message"):
            assert "Bruno" in places[name]
            assert "Samira" not in places[name]

    def test_a_national_offer_has_the_hour_of_the_young_person(self, client_for, national, reims):
        Territory.objects.filter(pk=reims.pk).update(time_zone="Pacific/Noumea")
        offer = make_offer(national)
        with time_machine.travel(MONDAY.replace(hour=23), tick=False):  # Tuesday morning there
            page = client_for("reims").get(f"/offres/{offer.key}/?commune=51454").content.decode()
            api = client_for("national").get(f"/api/v1/offers/{offer.key}?commune=51454").json()
            request = send(offer, now=MONDAY.replace(hour=23)).request
        assert api["due_on"] == "2026-11-27" == request.due_on.isoformat()
        assert 'datetime="2026-11-27"' in page


def test_room_of_a_week_counts_what_is_promised_for_it(reims):
    offer = make_offer(reims, weekly_capacity=1)
    first = send(offer, contact="a@example.invalid").request
    second = send(offer, contact="b@example.invalid").request
    assert (first.starts_on, second.starts_on) == (THIS, NEXT)
    assert (first.due_on, second.due_on) == (date(2026, 11, 26), date(2026, 12, 3))
    measure_room(CatalogueOffer.objects.all(), now=MONDAY)
    offer.refresh_from_db()
    assert offer.room == 0


def test_a_team_that_is_full_for_weeks_takes_nothing(reims):
    offer = make_offer(reims, weekly_capacity=1)
    for number in range(4):
        send(offer, contact=f"jeune{number}@example.invalid")
    with pytest.raises(ValidationError, match="complète pour les semaines"):
        send(offer, contact=EMAIL)


def test_a_date_that_has_moved_since_it_was_shown_is_asked_again(offer):
    with pytest.raises(PromiseMoved, match="d’ici"):
        send(offer, now=MONDAY + timedelta(days=1), shown_due_on=date(2026, 11, 26))
    assert not ContactRequest.objects.exists()
    assert send(offer, now=MONDAY, shown_due_on=date(2026, 11, 26)).created


def test_the_page_shows_the_new_date_and_keeps_what_was_typed(client_for, offer):
    form = {"commune": "51454", "contact": EMAIL, "due_on": "2026-11-26"}
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        client = client_for("reims")
        answer = client.post(f"/offres/{offer.key}/", form)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "La date a changé" in page
        assert f'value="{EMAIL}"' in page
        assert 'name="due_on" value="2026-11-27"' in page
        api = client.post(
            "/api/v1/contact-requests",
            {"offer": offer.key, "commune": "51454", "email": EMAIL, "due_on": "2026-11-26"},
            content_type="application/json",
        )
    assert api.status_code == 409
    assert list(api.json()["errors"]) == ["due_on"]
    assert not ContactRequest.objects.exists()


def test_an_offer_paused_since_it_was_shown_is_not_asked(offer):
    offer.starts_on = date(2026, 12, 1)
    offer.save()
    with pytest.raises(ValidationError, match="plus disponible"):
        send(offer)
