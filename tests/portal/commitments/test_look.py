"""The screen where an animator gives a reason, and sees the contact once."""

import pytest
import time_machine

from contacts.models import ContactLook
from contacts.services import withdraw_request
from tests.contacts.factories import MONDAY, make_offer, send

FRIDAY = MONDAY.replace(day=27, hour=10)
WATCH = "/admin/commitments/"
SHOWN = ("06\u00a039", "0639981234", "+33639981234")


@pytest.fixture(autouse=True)
def _friday():
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def late(reims):
    return send(make_offer(reims))


@pytest.fixture
def animator(client_for, person, reims):
    client = client_for(reims)
    client.force_login(person("animator", reims))
    return client


def address(sent):
    return f"{WATCH}{sent.request.pk}/contact/"


def shows(response):
    return any(one in response.content.decode() for one in SHOWN)


def test_a_visit_shows_a_form_and_nothing_else(animator, late):
    assert address(late) in animator.get(WATCH).content.decode()
    for look in (animator.get, animator.head):
        response = look(address(late))
        assert response.status_code == 200
        assert not shows(response)
    assert not ContactLook.objects.exists()
    assert not late.request.events.filter(kind="looked").exists()


def test_with_a_reason_the_contact_is_shown_once_and_kept_by_no_browser(animator, late):
    response = animator.post(address(late), {"reason": "no_answer"})
    assert response.status_code == 200
    assert shows(response)
    assert "no-store" in response["Cache-Control"]
    assert not shows(animator.get(address(late)))
    look = ContactLook.objects.get()
    assert (look.by.email, look.reason) == ("animator.reims@example.invalid", "no_answer")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choisissez pourquoi"),
        ({"reason": "curiosity"}, "curiosity"),
        ({"reason": "other"}, "Dites pourquoi"),
        ({"reason": "other", "words": "\x00"}, "words"),
        ({"reason": "other", "words": "x" * 5000}, "words"),
    ],
)
def test_without_a_reason_a_sentence_and_no_contact(animator, late, given, said):
    response = animator.post(address(late), given)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not shows(response)
    assert not ContactLook.objects.exists()


def test_of_a_request_that_is_over_it_is_said(animator, late):
    withdraw_request(request=late.request, now=FRIDAY)
    response = animator.post(address(late), {"reason": "no_answer"})
    assert response.status_code == 400
    assert "Cette demande est terminée" in response.content.decode()


@pytest.mark.parametrize("role", ["editor", "national", None])
def test_editors_and_the_national_level_see_no_contact(client_for, person, reims, late, role):
    client = client_for(reims)
    client.force_login(person(role, reims if role == "editor" else None))
    watch = client.get(WATCH)
    assert address(late) not in watch.content.decode()
    for response in (
        client.get(address(late)),
        client.post(address(late), {"reason": "no_answer"}),
        client.post(address(late), {"reason": "no_answer"}, follow=True),
        watch,
    ):
        assert not shows(response)
    assert client.post(address(late), {"reason": "no_answer"}).status_code in (302, 403)
    assert not ContactLook.objects.exists()


def test_on_the_national_site_nobody_looks(client_for, person, national, late):
    client = client_for(national)
    client.force_login(person("national", national))
    assert address(late) not in client.get(WATCH).content.decode()
    assert client.post(address(late), {"reason": "no_answer"}).status_code in (302, 403)
    assert not ContactLook.objects.exists()


def test_the_neighbours_animator_finds_nothing(client_for, person, lyon, late):
    client = client_for(lyon)
    client.force_login(person("animator", lyon))
    for response in (
        client.get(address(late)),
        client.post(address(late), {"reason": "no_answer"}),
    ):
        assert response.status_code == 404
    assert not ContactLook.objects.exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"reason": "no_answer"}, "personne ne t’avait répondu"),
        ({"reason": "other", "words": "Le <b>lycée</b> t’attend."}, "Le &lt;b&gt;lycée&lt;/b&gt;"),
    ],
)
def test_the_young_person_reads_it_on_their_page(animator, client_for, late, given, told):
    animator.post(address(late), given)
    page = client_for("reims").get(f"/suivi/{late.token}/").content.decode()
    assert f"L’équipe du portail a regardé ton contact\u00a0: {told}" in page
    assert "example.invalid" not in page
