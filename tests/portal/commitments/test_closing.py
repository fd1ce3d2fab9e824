"""A national admin closes an organisation; nobody else may."""

import pytest
import time_machine

from tests.contacts.factories import MONDAY, make_offer, make_organisation, make_professional, send

LIST = "/admin/commitments/organisations/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def asked(reims):
    organisation = make_organisation(reims)
    offer = make_offer(
        reims, organisation=organisation, professional=make_professional(organisation)
    )
    return send(offer).request


def page_of(asked):
    return f"{LIST}{asked.organisation_id}/close/"


@pytest.fixture
def as_(client_for, person):
    def make(role, territory):
        client = client_for(territory)
        client.force_login(person(role, territory))
        return client

    return make


def test_what_becomes_of_each_is_said_then_done_once_the_name_is_typed(as_, national, asked):
    client = as_("national", national)
    assert page_of(asked) in client.get(LIST).content.decode()
    told = client.get(page_of(asked)).content.decode()
    assert asked.reference in told
    assert asked.masked_contact not in told
    assert client.post(page_of(asked), {"name": "Autre"}).status_code == 400
    asked.refresh_from_db()
    assert asked.status == "new"
    assert client.post(page_of(asked), {"name": "Toits partagés"}).url == LIST
    asked.refresh_from_db()
    assert asked.status == "expired"
    assert not asked.organisation.professionals.filter(active=True).exists()


@pytest.mark.parametrize(
    ("role", "site"), [("national", "reims"), ("animator", "reims"), ("editor", "reims"),
                       ("animator", "national"), (None, "national")],
)  # fmt: skip
def test_nobody_else_and_nowhere_else(as_, request, asked, role, site):
    territory = request.getfixturevalue(site)
    client = as_(role, territory)
    assert page_of(asked) not in client.get(LIST).content.decode()
    for response in (
        client.get(page_of(asked)),
        client.post(page_of(asked), {"name": "Toits partagés"}),
    ):
        assert response.status_code in (302, 403, 404)
    asked.refresh_from_db()
    assert asked.status == "new"
