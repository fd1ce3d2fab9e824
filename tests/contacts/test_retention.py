"""How long a territory keeps contacts, and who says so when they do not go."""

import logging
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from contacts.models import ContactRequest
from contacts.services import decline, overdue_for_purge, purge_contacts
from contacts.services.erasing import requests_to_purge
from contacts.tasks import purge_each_night, say_what_is_not_purged
from tenants.models import Territory
from tests.contacts.factories import EMAIL, LYON_3, MONDAY, make_offer, send

SECOND = timedelta(seconds=1)


def days(number):
    return timedelta(days=number)


def keeps(territory, number):
    Territory.objects.filter(pk=territory.pk).update(retention_days=number)
    territory.refresh_from_db()


@pytest.fixture
def both(reims, lyon):
    """A request that ended on Monday, in each of two territories."""
    requests = [
        send(make_offer(reims)).request,
        send(make_offer(lyon), contact=EMAIL, place=LYON_3).request,
    ]
    for request in requests:
        decline(request=request, reason="full", now=MONDAY)
    return requests


def test_a_territory_that_chose_less_forgets_sooner_and_its_neighbour_does_not(both, reims):
    keeps(reims, 30)
    assert purge_contacts(now=MONDAY + days(30)) == 0
    assert purge_contacts(now=MONDAY + days(30) + SECOND) == 1
    of_reims, of_lyon = (ContactRequest.objects.get(pk=one.pk) for one in both)
    assert of_reims.erased_at
    assert not of_lyon.erased_at
    assert purge_contacts(now=MONDAY + days(90) + SECOND) == 1


def test_a_territory_never_keeps_for_longer_than_everybody_whatever_its_row_says(
    both, reims, settings
):
    keeps(reims, 200)
    assert reims.kept_days == 90
    settings.CONTACT_RETENTION_DAYS = 60
    assert reims.kept_days == 60
    assert purge_contacts(now=MONDAY + days(60) + SECOND) == 2


@pytest.mark.parametrize(("number", "wrong"), [(None, 0), (1, 0), (90, 0), (91, 1), (0, 1)])
def test_a_choice_is_from_one_day_to_what_is_kept_everywhere(reims, number, wrong):
    reims.retention_days = number
    if not wrong:
        reims.full_clean()
        return
    with pytest.raises(ValidationError) as refusal:
        reims.full_clean()
    assert "90" in refusal.value.message_dict["retention_days"][0]


def test_the_database_refuses_more_than_a_year(reims):
    with pytest.raises(IntegrityError), transaction.atomic():
        keeps(reims, 366)


def test_one_request_that_cannot_be_purged_does_not_keep_the_others(both, caplog, monkeypatch):
    from contacts.services import erasing

    first = both[0].pk

    def broken(request, *others):
        if request.pk == first:
            raise RuntimeError
        return erase(request, *others)

    erase = erasing._erase
    monkeypatch.setattr(erasing, "_erase", broken)
    assert purge_contacts(now=MONDAY + days(91)) == 1
    assert str(first) in caplog.text
    assert "RuntimeError" in caplog.text


def test_what_waits_for_two_days_is_overdue_and_not_before(both):
    late = MONDAY + days(90)
    assert requests_to_purge(late + SECOND).count() == 2
    assert overdue_for_purge(late + days(2)) == 0
    assert overdue_for_purge(late + days(2) + SECOND) == 2
    purge_contacts(now=late + days(2) + SECOND)
    assert overdue_for_purge(late + days(3)) == 0


@pytest.fixture
def forgotten(both):
    """Both should have gone ten days ago."""
    ContactRequest.objects.update(ended_at=timezone.now() - days(100))
    return both


def test_a_night_without_a_purge_is_an_error_in_the_logs_with_a_number_alone(forgotten, caplog):
    with caplog.at_level(logging.ERROR):
        say_what_is_not_purged()
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert record.getMessage() == "2 contacts should have been erased more than 48 hours ago."
    caplog.clear()
    purge_each_night()
    say_what_is_not_purged()
    assert not caplog.records


def test_the_command_fails_while_something_is_overdue(forgotten):
    with pytest.raises(CommandError, match="2 should have been erased"):
        call_command("check_purge")
    call_command("purge_contacts", "--apply", stdout=StringIO())
    said = StringIO()
    call_command("check_purge", stdout=said)
    assert "none is late" in said.getvalue()


def test_the_health_page_says_it_and_goes_on_answering(forgotten):
    told = Client().get("/health/")
    assert told.status_code == 200
    assert told.json() == {"database": "ok", "purge": "late"}
    purge_each_night()
    assert Client().get("/health/").json() == {"database": "ok", "purge": "ok"}
