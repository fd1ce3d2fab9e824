"""The page of what may end in a promise that is not kept."""

from datetime import timedelta

import pytest
import time_machine

from contacts.models import Absence, Message
from contacts.services import mark_contacted
from tests.contacts.factories import MONDAY, make_offer, make_organisation, make_professional, send

LATER = MONDAY + timedelta(days=10)
WATCH = "/admin/commitments/watch/"


@pytest.fixture(autouse=True)
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def animator(client_for, person, reims):
    client = client_for(reims)
    client.force_login(person("animator", reims))
    return client


def trouble(territory, *, count=6):
    """An offer with a slow team, requests that nobody opened, and somebody away."""
    organisation = make_organisation(territory)
    samira = make_professional(organisation)
    offer = make_offer(territory, organisation=organisation, professional=samira)
    for number in range(count):
        request = send(offer, contact=f"jeune{number}@example.invalid").request
        mark_contacted(request=request, now=MONDAY + timedelta(days=6))
    waiting = send(offer, contact="attend@example.invalid").request
    Message.objects.filter(request=waiting, kind="alert").update(state="sent", sent_at=MONDAY)
    Absence.objects.create(
        professional=samira, starts_on=LATER.date(), ends_on=LATER.date() + timedelta(days=3)
    )
    return offer, waiting


def test_each_matter_is_told_with_what_to_do(animator, reims):
    offer, waiting = trouble(reims)
    page = animator.get(WATCH).content.decode().replace("\u00a0", " ")
    for told in (
        waiting.reference,
        f"/commitments/{waiting.pk}/remind/",
        "tel:0199002718",
        "mailto:accueil@example.invalid",
        f"/admin/pages/{offer.page_id}/edit/",
        "0 % tenues, sur 7 promesses",
        "6 jours",
        "Samira",
    ):
        assert told in page
    assert "attend@example.invalid" not in page
    assert waiting.masked_contact not in page


def test_when_all_is_well_each_section_says_so(animator):
    page = animator.get(WATCH).content.decode()
    assert page.count("(0)") == 10


@pytest.mark.parametrize("role", ["editor", None])
def test_it_is_for_animators(client_for, person, reims, role):
    client = client_for(reims)
    assert client.get(WATCH).status_code == 302
    client.force_login(person(role, reims))
    assert client.get(WATCH).status_code in (302, 403)


def test_the_neighbour_sees_none_of_it(client_for, person, reims, lyon):
    trouble(reims)
    client = client_for(lyon)
    client.force_login(person("animator", lyon))
    page = client.get(WATCH).content.decode()
    assert "Toits partagés" not in page
    assert "Samira" not in page


def test_the_national_team_sees_the_whole_country_and_edits_no_page_of_another_site(
    client_for, person, reims, national
):
    offer, waiting = trouble(reims)
    client = client_for(national)
    client.force_login(person("national", national))
    page = client.get(WATCH).content.decode()
    assert waiting.reference in page
    assert f"/admin/pages/{offer.page_id}/edit/" not in page


def test_the_number_of_queries_does_not_grow_and_long_lists_end(
    animator, reims, django_assert_max_num_queries
):
    offer, _waiting = trouble(reims, count=1)
    animator.get(WATCH)
    for number in range(24):
        send(offer, contact=f"autre{number}@example.invalid")
    Message.objects.filter(kind="alert").update(state="sent", sent_at=MONDAY)
    with django_assert_max_num_queries(35):
        page = animator.get(WATCH).content.decode()
    assert "et 5 autres" in page
