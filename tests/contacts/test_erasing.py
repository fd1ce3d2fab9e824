from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from contacts.checks import retention_is_lawful
from contacts.models import ContactRequest, ProfessionalLink
from contacts.outbox import deliver_waiting
from contacts.services import (
    close,
    erase_request,
    mark_contacted,
    purge_contacts,
    reveal_contact,
)
from tests.contacts.factories import EMAIL, MONDAY, send


def is_empty(request):
    request = ContactRequest.objects.get(pk=request.pk)
    fields = [getattr(request, name) for name in request_fields("sealed_")]
    return not any(fields) and request.follow_hash is None and request.contact_fingerprint == ""


def request_fields(prefix):
    return [f.name for f in ContactRequest._meta.fields if f.name.startswith(prefix)]


def test_erasing_takes_everything_personal_away_at_once(offer):
    sent = send(
        offer,
        message="Je dors chez une amie",
        answers={"age": 19, "housing_duration": frozenset({"months"})},
        idempotency_key="nonce",
    )
    erase_request(request=sent.request, now=MONDAY)
    request = ContactRequest.objects.get()
    assert is_empty(request)
    assert (request.message, request.answers, request.masked_contact) == ("", {}, "")
    assert request.commune == request.commune_name == ""
    assert request.idempotency_fingerprint is None
    assert not any(m.body or m.recipient for m in request.messages.all())
    assert {m.state for m in request.messages.all()} == {"cancelled"}


def test_nothing_of_the_contact_is_left_in_any_table(offer):
    sent = send(offer, contact=EMAIL)
    erase_request(request=sent.request, now=MONDAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(row)::text FROM contacts_contactrequest row")
        row = cursor.fetchone()[0]
    assert "gAAAA" not in row  # how everything sealed begins


def test_the_pages_of_both_sides_are_gone(sent):
    links = ProfessionalLink.objects.filter(request=sent.request)
    erase_request(request=sent.request, now=MONDAY)
    assert ContactRequest.objects.by_follow_token(sent.token) is None
    assert links.get().revoked_at == MONDAY


def test_an_anonymous_line_stays_to_be_counted(sent):
    erase_request(request=sent.request, now=MONDAY)
    request = ContactRequest.objects.get()
    assert (request.status, request.erased_at, request.theme) == ("withdrawn", MONDAY, "housing")
    assert [event.kind for event in request.events.all()] == ["sent", "step", "erased"]


def test_erasing_a_closed_request_keeps_how_it_ended(request_sent):
    mark_contacted(request=request_sent, now=MONDAY)
    close(request=request_sent, outcome="helped", now=MONDAY)
    erase_request(request=request_sent, now=MONDAY)
    assert ContactRequest.objects.get().outcome == "helped"


def test_erasing_twice_changes_nothing(request_sent):
    for days in (0, 1):
        erase_request(request=request_sent, now=MONDAY + timedelta(days=days))
    assert ContactRequest.objects.get().erased_at == MONDAY
    assert request_sent.events.filter(kind="erased").count() == 1


def test_the_professional_who_was_alerted_is_told_before_everything_is_forgotten(
    request_sent, mailoutbox
):
    deliver_waiting(lambda: MONDAY)
    erase_request(request=request_sent, now=MONDAY)
    deliver_waiting(lambda: MONDAY)
    assert [mail.to for mail in mailoutbox] == [["samira@example.invalid"]] * 2
    assert request_sent.reference in mailoutbox[-1].subject


def test_an_erased_contact_is_not_shown(request_sent):
    erase_request(request=request_sent, now=MONDAY)
    with pytest.raises(ValidationError):
        reveal_contact(request=request_sent, now=MONDAY)


def test_a_contact_is_purged_ninety_days_after_the_end_and_not_before(request_sent, settings):
    mark_contacted(request=request_sent, now=MONDAY)
    close(request=request_sent, outcome="helped", now=MONDAY)
    assert purge_contacts(now=MONDAY + timedelta(days=90)) == 0
    assert purge_contacts(now=MONDAY + timedelta(days=90, seconds=1)) == 1
    assert is_empty(request_sent)
    assert request_sent.events.last().kind == "purged"
    assert purge_contacts(now=MONDAY + timedelta(days=91)) == 0


def test_a_request_that_nobody_ever_closed_is_purged_after_a_year(request_sent):
    assert purge_contacts(now=MONDAY + timedelta(days=365)) == 0
    assert purge_contacts(now=MONDAY + timedelta(days=366)) == 1
    assert is_empty(request_sent)


def test_network_addresses_are_forgotten_after_a_day(offer):
    request = send(offer, address="192.0.2.1").request
    purge_contacts(now=MONDAY + timedelta(hours=24))
    assert ContactRequest.objects.get(pk=request.pk).address_fingerprint
    purge_contacts(now=MONDAY + timedelta(hours=25))
    assert ContactRequest.objects.get(pk=request.pk).address_fingerprint == ""


def test_the_purge_command_says_what_it_would_do_and_does_it_with_apply(request_sent):
    ContactRequest.objects.update(sent_at=MONDAY - timedelta(days=3650))
    said = StringIO()
    call_command("purge_contacts", stdout=said)
    assert "1 to erase" in said.getvalue()
    assert not is_empty(request_sent)
    call_command("purge_contacts", "--apply", stdout=said)
    assert "1 erased" in said.getvalue()
    assert is_empty(request_sent)


@pytest.mark.parametrize(("days", "errors"), [(1, 0), (90, 0), (365, 0), (366, 1), (0, 1)])
def test_a_retention_over_a_year_is_refused_when_the_site_starts(settings, days, errors):
    settings.CONTACT_RETENTION_DAYS = days
    assert len(retention_is_lawful(None)) == errors
