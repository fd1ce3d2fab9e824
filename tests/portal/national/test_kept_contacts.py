"""What the national level sees of contacts: how long, how many, and nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import ContactRequest
from contacts.services import block_contact, decline, erase_request, purge_contacts
from tenants.models import Territory
from tests.contacts.factories import EMAIL, make_offer, send

URL = "/admin/kept-contacts/"


@pytest.fixture
def over(reims):
    """A request that ended a hundred days ago and was not purged."""
    now = timezone.now()
    request = send(make_offer(reims), now=now).request
    decline(request=request, reason="full", now=now)
    ContactRequest.objects.filter(pk=request.pk).update(ended_at=now - timedelta(days=100))
    return request


def shown(client):
    response = client.get(URL)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_what_is_overdue_is_said_until_it_is_purged(admin, over):
    assert "1 contact aurait dû être effacé il y a plus de 48 heures" in shown(admin)
    purge_contacts(now=timezone.now())
    page = shown(admin)
    assert "aurait dû" not in page
    assert "</th><td>1</td>" in page


def test_counts_and_days_of_each_territory_and_nothing_of_anybody(admin, over, lyon):
    Territory.objects.filter(pk=lyon.pk).update(retention_days=30)
    asked = send(make_offer(lyon), contact=EMAIL, place="69383", now=timezone.now()).request
    block_contact(contact_fingerprint=asked.contact_fingerprint, now=timezone.now())
    erase_request(request=over, now=timezone.now())
    page = shown(admin)
    assert "<td>30</td>" in page
    assert "<td>90 (comme partout)</td>" in page
    assert "CONTACT_ERASURES_FILE" in page
    for secret in ("example.invalid</", "06 39", asked.reference, over.reference):
        assert secret not in page


def test_it_tells_where_the_list_of_erasures_is(admin, settings, tmp_path):
    settings.CONTACT_ERASURES_FILE = str(tmp_path / "erasures.jsonl")
    assert "n’y est pas encore" in shown(admin)
    (tmp_path / "erasures.jsonl").touch()
    assert "n’y est pas encore" not in shown(admin)


def test_the_number_of_queries_does_not_grow_with_the_territories(
    admin, over, django_assert_max_num_queries
):
    shown(admin)
    with django_assert_max_num_queries(15):
        shown(admin)


@pytest.mark.parametrize("role", ["editor", "animator", "national"])
def test_on_a_territorys_site_it_does_not_exist(national, lyon, person, client_for, role):
    client = client_for(lyon)
    client.force_login(person(role, None if role == "national" else lyon))
    assert client.get(URL).status_code == 404


@pytest.mark.parametrize("role", ["editor", "animator"])
def test_who_edits_the_national_site_does_not_enter(national, person, client_for, role):
    client = client_for(national)
    client.force_login(person(role, national))
    assert client.get(URL).status_code == 404
