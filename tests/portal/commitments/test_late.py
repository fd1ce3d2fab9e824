"""The commitment watch of a territory: what is late, and a press that writes again."""

import pytest
import time_machine

from contacts.models import ContactRequest
from contacts.services import follow_plans, mark_contacted
from tests.contacts.factories import MONDAY, make_offer, send

FRIDAY = MONDAY.replace(day=27, hour=10)
WATCH = "/admin/commitments/"


@pytest.fixture(autouse=True)
def _friday():
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def late(reims):
    return send(make_offer(reims)).request


@pytest.fixture
def animator(client_for, person, reims):
    client = client_for(reims)
    client.force_login(person("animator", reims))
    return client


def test_a_promise_that_was_not_kept_is_listed_with_who_to_call_and_nothing_personal(
    animator, late
):
    follow_plans(clock=lambda: FRIDAY)
    page = animator.get(WATCH).content.decode().replace("\u00a0", " ")
    for told in (
        late.reference,
        "Toits partagés",
        "jeudi 26",
        "1 jour de retard",
        "tel:0199002718",
    ):
        assert told in page
    for secret in (late.masked_contact, "639981234", "06 39"):
        assert secret not in page


def test_who_was_contacted_or_is_still_in_time_is_not_listed(animator, late, reims):
    send(make_offer(reims, title="À temps"), contact="a@example.invalid", now=FRIDAY)
    mark_contacted(request=late, now=FRIDAY)
    assert "Aucune promesse n’est en retard" in animator.get(WATCH).content.decode()


def test_a_press_writes_again_and_is_on_record(animator, late):
    response = animator.post(f"{WATCH}{late.pk}/remind/", follow=True)
    assert late.reference in response.content.decode()
    letter = late.messages.get(kind="escalation")
    assert letter.recipient == "samira@example.invalid"
    assert late.events.last().kind == "reminded"


def test_nobody_is_written_to_about_what_is_over(animator, late):
    mark_contacted(request=late, now=FRIDAY)
    response = animator.post(f"{WATCH}{late.pk}/remind/", follow=True)
    assert "Plus personne n’attend" in response.content.decode()
    assert not late.messages.filter(kind="escalation").exists()


@pytest.mark.parametrize("role", ["editor", None])
def test_it_is_for_animators(client_for, person, reims, late, role):
    client = client_for(reims)
    client.force_login(person(role, reims))
    assert client.get(WATCH).status_code in (302, 403)
    assert client.post(f"{WATCH}{late.pk}/remind/").status_code in (302, 403)
    assert not late.messages.filter(kind="escalation").exists()


def test_the_neighbour_sees_and_does_nothing(client_for, person, lyon, late):
    client = client_for(lyon)
    client.force_login(person("animator", lyon))
    assert late.reference not in client.get(WATCH).content.decode()
    assert client.post(f"{WATCH}{late.pk}/remind/").status_code == 404
    assert not late.messages.filter(kind="escalation").exists()


def test_the_national_team_sees_the_whole_country(client_for, person, national, late):
    client = client_for(national)
    client.force_login(person("national", national))
    page = client.get(WATCH).content.decode()
    assert late.reference in page
    assert "Grand Reims" in page


def test_the_number_of_queries_does_not_grow_with_the_list(
    animator, reims, late, django_assert_max_num_queries
):
    animator.get(WATCH)
    offer = make_offer(reims)
    for number in range(8):
        send(offer, contact=f"jeune{number}@example.invalid", now=MONDAY)
    assert ContactRequest.objects.count() == 9
    with django_assert_max_num_queries(20):
        animator.get(WATCH)
