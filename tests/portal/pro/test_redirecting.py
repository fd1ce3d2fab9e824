"""Passing a request to somebody better placed, from a link or signed in."""

import re

import pytest

from contacts.models import ContactRequest
from contacts.services import withdraw_request
from tests.contacts.factories import MONDAY, make_offer, make_organisation, make_professional
from tests.portal.pro.conftest import text_of


@pytest.fixture
def better(lyon):
    """An offer of another territory, for people of the whole country."""
    organisation = make_organisation(lyon, name="Mieux placé", email="mieux@example.invalid")
    return make_offer(lyon, organisation=organisation, title="Hamac pour dormir", delay_days=5)


@pytest.fixture
def page(client_for, reims, in_reims):
    """(a browser on the territory's site, the address behind the link of the alert)."""
    body = in_reims.messages.get(kind="alert").body
    path = re.search(r"(/pro/demandes/[\w-]+/)", body)[1]
    return client_for(reims), f"{path}reorienter/"


def status_of(asked):
    return ContactRequest.objects.values_list("status", flat=True).get(pk=asked.pk)


def test_it_is_found_by_words_in_any_territory_with_its_delay(page, better):
    client, path = page
    text = text_of(client.get(path, {"q": "hamac"})).replace("\u00a0", " ")
    for told in ("Hamac pour dormir", "Mieux placé", "Métropole de Lyon", "lundi 30"):
        assert told in text, told


def test_a_press_passes_it_on_with_a_line(page, better, in_reims):
    client, path = page
    answer = client.post(path, {"offer": better.key, "line": "Un SMS avant tout"}, follow=True)
    assert "orientée ailleurs" in text_of(answer)
    child = ContactRequest.objects.get(parent=in_reims)
    assert (child.organisation_name, child.line) == ("Mieux placé", "Un SMS avant tout")
    assert status_of(in_reims) == "redirected"


def test_who_takes_over_reads_the_line_and_the_young_person_does_not(
    page, better, in_reims, client_for, lyon
):
    client, path = page
    client.post(path, {"offer": better.key, "line": "Un SMS avant tout"})
    child = ContactRequest.objects.get(parent=in_reims)
    link = re.search(r"(/pro/demandes/[\w-]+/)", child.messages.get(kind="alert").body)[1]
    there = client_for(lyon)
    assert "Un SMS avant tout" in text_of(there.get(link))
    follow = text_of(there.get(f"/suivi/{child.follow_token}/"))
    assert "avant tout" not in follow
    assert "Toits partagés" in follow
    assert "Je préfère que non" in follow


def test_signed_in_it_is_the_same(signed_in, samira, in_reims, better):
    client, path = signed_in(samira), f"/pro/demande/{in_reims.reference}/reorienter/"
    assert "Hamac pour dormir" in text_of(client.get(path, {"q": "hamac"}))
    answer = client.post(path, {"offer": better.key})
    assert answer["Location"] == f"/pro/demande/{in_reims.reference}/"
    assert status_of(in_reims) == "redirected"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choisissez à qui"),
        ({"offer": "nothing"}, "n’est plus disponible"),
        ({"offer": "x", "line": "x" * 301}, "300 caractères"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(page, in_reims, typed, said):
    client, path = page
    answer = client.post(path, typed)
    assert answer.status_code in (400, 409)
    assert said in text_of(answer)
    assert status_of(in_reims) == "new"


def test_the_same_house_is_not_shown_nor_taken(page, in_reims, reims, roofs):
    same = make_offer(reims, organisation=roofs, title="Hamac maison")
    client, path = page
    assert "Hamac maison" not in text_of(client.get(path, {"q": "hamac"}))
    answer = client.post(path, {"offer": same.key})
    assert answer.status_code == 409
    assert "déjà eu cette demande" in text_of(answer)


def test_what_is_over_cannot_be_passed_on(page, in_reims, better):
    withdraw_request(request=in_reims, now=MONDAY)
    client, path = page
    assert "ne peut plus être réorientée" in text_of(client.get(path))
    assert client.post(path, {"offer": better.key}).status_code == 409


def test_others_open_nothing(client_for, signed_in, lyon, in_reims, page, person, better):
    _client, path = page
    assert client_for(lyon).get(path).status_code == 404
    stranger = make_professional(
        make_organisation(lyon, name="Autre"), user=person(None, email="autre@example.invalid")
    )
    theirs = f"/pro/demande/{in_reims.reference}/reorienter/"
    assert signed_in(stranger).get(theirs).status_code == 404
    assert signed_in(stranger).post(theirs, {"offer": better.key}).status_code == 404
    assert client_for("national").get(theirs).status_code == 302
    assert status_of(in_reims) == "new"


def test_searching_takes_few_queries(page, better, django_assert_max_num_queries):
    client, path = page
    client.get(path, {"q": "hamac"})
    with django_assert_max_num_queries(20):
        client.get(path, {"q": "hamac"})
