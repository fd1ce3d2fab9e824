import re

import pytest
import time_machine
from django.core import mail

from contacts.services.relaying import invite_relay
from portal.relays.entering import link_of
from tests.contacts.factories import MONDAY


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def nadia(reims):
    return invite_relay(
        territory=reims,
        structure="France Services Fismes",
        first_name="Nadia",
        email="nadia@example.invalid",
    )


@pytest.fixture
def entered(client_for, nadia):
    """A browser on the site of Reims, in which Nadia has entered."""
    client = client_for("reims")
    assert client.post(f"/relais/entrer/{link_of(nadia)}/").url == "/relais/"
    nadia.refresh_from_db()
    return client


@pytest.fixture
def letter():
    """The path of the link in the last letter."""

    def read():
        return re.search(r"http://[\w.]+(/relais/entrer/\S+)", mail.outbox[-1].body)[1]

    return read


def text_of(response):
    return response.content.decode()
