"""Somebody who works in Reims and in Lyon, their colleague in Reims, and what they were asked."""

import pytest
import time_machine

from contacts.models import Professional
from tests.contacts.factories import (
    EMAIL,
    LYON_3,
    MONDAY,
    make_offer,
    make_organisation,
    make_professional,
    send,
)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def roofs(reims):
    """An organisation of Reims."""
    return make_organisation(reims)


@pytest.fixture
def samira(roofs, person):
    """Works in both organisations."""
    account = person(None, email="samira@example.invalid")
    return make_professional(roofs, user=account)


@pytest.fixture
def karim(roofs, person):
    """Leads the organisation of Reims."""
    account = person(None, email="karim@example.invalid")
    return make_professional(roofs, first_name="Karim", user=account, is_lead=True)


@pytest.fixture
def keys(lyon, samira):
    """The organisation of Lyon in which Samira works as well."""
    organisation = make_organisation(lyon, name="Les Clés", email="cles@example.invalid")
    Professional.objects.create(
        organisation=organisation, first_name="Samira", email=samira.email, user=samira.user
    )
    return organisation


@pytest.fixture
def in_reims(reims, roofs, samira):
    return send(make_offer(reims, organisation=roofs, professional=samira)).request


@pytest.fixture
def in_lyon(lyon, keys):
    offer = make_offer(
        lyon,
        organisation=keys,
        professional=keys.professionals.get(),
        title="Un garant à Lyon",
        delay_days=7,
    )
    return send(offer, contact=EMAIL, place=LYON_3).request


@pytest.fixture
def elsewhere(lot):
    """A request of an organisation in which nobody of these works."""
    organisation = make_organisation(lot, name="Lot Logement")
    somebody = make_professional(organisation, first_name="Ines")
    offer = make_offer(
        lot, organisation=organisation, professional=somebody, title="Ailleurs", delay_days=1
    )
    return send(offer, contact="autre@example.invalid").request


@pytest.fixture
def signed_in(client_for, national):
    """`signed_in(samira)`: a browser on the national site with their account."""

    def make(who):
        client = client_for(national)
        client.force_login(getattr(who, "user", who))
        return client

    return make


def text_of(response):
    return response.content.decode()
