"""What everybody may know of the places, and "tell me when it opens"."""

from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from contacts import sms
from contacts.details import read_contact
from portal.deployment.models import Event, Project
from portal.deployment.steps import Actor
from portal.deployment.telling import MOST_ATTEMPTS, purge_wishes, tell_openings
from portal.journey.models import OpeningWish
from portal.journey.services import wish_opening
from tenants.geography.suggest import find
from tenants.models import Opening, Territory
from tests.portal.deployment.conftest import NOW, text_of


class NoServer(BaseEmailBackend):
    def send_messages(self, messages):
        raise OSError


@pytest.fixture
def country(client_for):
    return client_for("national")


@pytest.fixture
def carried(monkeypatch):
    given = []

    class Carrier:
        def send(self, *, number, text, key):
            given.append((number, text, key))

    monkeypatch.setattr(sms, "carrier", Carrier)
    return given


def said(project, subject, on):
    Event.objects.create(
        project=project, kind="act", subject=subject, on=on, at=NOW,
        by=project.events.first().by, capacity=Actor.DEPARTMENTAL,
    )  # fmt: skip


def test_places_are_listed_with_their_status_and_their_year(
    make_project, country, client_for, reims, django_assert_max_num_queries
):
    interested = make_project("Sedan", awaits="opinion", zones=["epci:200041630"])
    engaged = make_project("Rethel", awaits="committee")
    said(engaged, "authorisation", "2025-06-01")
    make_project("Caché ici", awaits="interest")
    make_project("Caché là", awaits="meeting", state="stopped")
    filling = make_project("Grand Reims en travaux", "51", awaits="opening")
    filling.opening = Opening.objects.create(state="open", territory=reims)
    filling.save()
    with django_assert_max_num_queries(8):
        found = country.get("/api/v1/deployment").json()["results"]
    told = {one["name"]: one for one in found}
    assert set(told) == {"Sedan", "Rethel", "Grand Reims en travaux", "Lot", "Métropole de Lyon"}
    assert (told["Rethel"]["status"], told["Rethel"]["year"]) == ("engaged", 2025)
    assert (told["Sedan"]["status"], told["Sedan"]["year"]) == ("interested", 2026)
    assert told["Sedan"]["url"] == f"http://portail.localhost/territoires/{interested.slug}/"
    assert told["Lot"]["territory"] == "lot"
    assert told["Grand Reims en travaux"]["status"] == "engaged"
    assert told["Sedan"]["departement"] == {"code": "08", "name": "Ardennes"}
    page = text_of(country.get("/territoires/"))
    for name in told:
        assert f">{name}</a>" in page
    assert "Caché" not in page
    assert page.count("<title>") == 1 + len(told)
    assert len(page) < 60_000
    Project.objects.filter(pk=filling.pk).update(awaits="report", launched_on="2026-03-01")
    found = country.get("/api/v1/deployment").json()["results"]
    assert ("Grand Reims", "open", 2026) in {
        (one["name"], one["status"], one["year"]) for one in found
    }
    at_lyon = client_for("lyon").get("/territoires/")
    assert at_lyon["Location"] == "http://portail.localhost/territoires/"


def test_a_place_has_a_page_as_long_as_it_is_public(make_project, country, reims, client_for):
    project = make_project("Sedan", awaits="interest")
    assert country.get("/territoires/sedan/").status_code == 404
    Project.objects.update(awaits="meeting")
    page = text_of(country.get("/territoires/sedan/"))
    assert "Me prévenir quand ça ouvre" in page
    # Nothing of the file is on it.
    for word in (project.structure, "@example.invalid"):
        assert word not in page
    opening = Opening.objects.create(state="open", territory=reims)
    Project.objects.update(awaits="report", launched_on="2026-03-01", opening=opening)
    assert country.get("/territoires/sedan/")["Location"].startswith("http://reims.")
    assert client_for("lyon").post("/territoires/sedan/").status_code == 404


@pytest.mark.parametrize("typed", ["", "lou", "03 26 00 00 00", "x" * 500])
def test_a_contact_that_takes_no_message_is_refused_and_stays_typed(make_project, country, typed):
    make_project("Sedan", awaits="meeting")
    page = country.post("/territoires/sedan/", {"contact": typed})
    assert page.status_code == 400
    assert 'id="contact-error"' in text_of(page)
    assert typed in text_of(page)
    assert not OpeningWish.objects.exists()


def test_a_wish_is_sealed_and_forgotten_at_a_press(make_project, country):
    make_project("Sedan", awaits="meeting")
    kept = country.post("/territoires/sedan/", {"contact": "06 39 98 12 34"})["Location"]
    wish = OpeningWish.objects.get()
    assert "639981234" not in wish.sealed_contact
    assert country.get(kept).headers["Cache-Control"] == "no-store"
    assert "Oublie-moi" in text_of(country.get(kept))
    assert OpeningWish.objects.exists()
    assert country.post(f"/prevenez-moi/{wish.pk}.faux/").status_code == 200
    assert OpeningWish.objects.exists()
    country.post(kept)
    assert not OpeningWish.objects.exists()
    assert country.get(kept).status_code == 200


def wish(contact, code="51454"):
    return wish_opening(place=find(code), contact=read_contact(contact), now=timezone.now())


def test_all_who_wait_are_told_once_when_it_opens_then_erased(
    reims, carried, mailoutbox, settings, make_project
):
    wish("lou@example.invalid")
    wish("06 39 98 12 34")
    elsewhere = wish("noa@example.invalid", "29019")
    project = make_project("Reims", "51", awaits="launch")
    Project.objects.update(opening=Opening.objects.create(state="open", territory=reims))
    # Its animator still fills it.
    assert tell_openings() == 0
    Project.objects.filter(pk=project.pk).update(launched_on="2026-03-02", awaits="report")
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.NoServer"
    assert tell_openings() == 1
    settings.EMAIL_BACKEND = usual
    assert tell_openings() == 1
    [mail] = mailoutbox
    assert mail.to == ["lou@example.invalid"]
    assert "http://reims.portail.localhost/themes/?commune=51454" in mail.body
    assert "/plus-de-messages/" in mail.body
    [(number, text, key)] = carried
    assert number == "+33639981234"
    assert len(text) <= 160
    assert key.startswith("opening-")
    assert OpeningWish.objects.get() == elsewhere
    assert tell_openings() == 0


def test_what_cannot_be_told_is_erased_in_the_end(reims, settings):
    late = wish("lou@example.invalid")
    OpeningWish.objects.update(attempts=MOST_ATTEMPTS - 1)
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    tell_openings()
    assert not OpeningWish.objects.filter(pk=late.pk).exists()
    wish("noa@example.invalid", "29019")
    now = timezone.now()
    assert purge_wishes(now + timedelta(days=364)) == 0
    assert purge_wishes(now + timedelta(days=366)) == 1
    assert Territory.objects.local().exists()
