"""A lead makes, replaces and takes back the keys of their organisation's software."""

import re

import pytest

from contacts.models import InboxKey
from tests.contacts.factories import MONDAY
from tests.portal.pro.conftest import text_of

KEYS = "/pro/cles/"
NEW = {"action": "create", "name": "I-milo", "scopes": ["inbox:read"], "days": "90"}


@pytest.fixture
def press(signed_in, roofs):
    def send(who, data, organisation=roofs):
        return signed_in(who).post(f"{KEYS}{organisation.pk}/", data)

    return send


def secret_in(response):
    return re.search(r"boussole_[\w-]{40,}", text_of(response))[0]


def test_a_lead_makes_a_key_which_is_shown_once(press, signed_in, karim):
    secret = secret_in(press(karim, NEW))
    key = InboxKey.objects.opened_by(secret, MONDAY)
    assert (key.organisation, key.scopes) == (karim.organisation, ["inbox:read"])
    assert (key.expires_at - MONDAY).days == 90
    again = text_of(signed_in(karim).get(KEYS))
    assert secret not in again
    for words in ("I-milo", key.start, "Pas encore utilisée", "Créée, Karim"):
        assert words in again, words


def test_a_key_is_replaced_then_the_former_one_taken_back(press, signed_in, karim):
    press(karim, NEW)
    old = InboxKey.objects.get()
    response = press(karim, {"action": "rotate", "key": old.pk})
    assert "lundi 30\u00a0novembre" in text_of(response)
    new = InboxKey.objects.opened_by(secret_in(response), MONDAY)
    assert new.replaces == old
    assert press(karim, {"action": "rotate", "key": old.pk}).status_code == 409
    assert press(karim, {"action": "revoke", "key": old.pk}).url == KEYS
    assert list(InboxKey.objects.usable(MONDAY)) == [new]
    assert "Reprise, Karim" in text_of(signed_in(karim).get(KEYS))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"days": "4000"},
        {"action": "burn"},
        {"action": "revoke", "key": "x"},
        {"action": "revoke", "key": "999999"},
    ],
)
def test_bad_input_is_said_and_makes_nothing(press, karim, wrong):
    response = press(karim, {**NEW, **wrong})
    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)
    assert not InboxKey.objects.exists()


def test_who_leads_nothing_finds_no_page(press, signed_in, samira, karim):
    assert signed_in(samira).get(KEYS).status_code == 404
    assert press(samira, NEW).status_code == 404
    assert "Clés pour votre logiciel" not in text_of(signed_in(samira).get("/pro/equipe/"))
    assert "Clés pour votre logiciel" in text_of(signed_in(karim).get("/pro/equipe/"))


def test_a_lead_reaches_no_key_of_another_organisation(press, signed_in, karim, samira, keys):
    samira.user.professionals.filter(organisation=keys).update(is_lead=True)
    press(samira, NEW, organisation=keys)
    theirs = InboxKey.objects.get()
    assert theirs.organisation == keys
    assert press(karim, NEW, organisation=keys).status_code == 404
    for action in ("rotate", "revoke"):
        assert press(karim, {"action": action, "key": theirs.pk}).status_code == 400
    assert theirs.start not in text_of(signed_in(karim).get(KEYS))
    assert theirs in InboxKey.objects.usable(MONDAY)


def test_the_page_costs_the_same_however_many_keys(
    press, signed_in, karim, django_assert_num_queries
):
    client = signed_in(karim)
    for _turn in range(2):
        press(karim, NEW)
        press(karim, NEW)
        with django_assert_num_queries(10):
            client.get(KEYS)
