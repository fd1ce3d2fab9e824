import pytest

from tests.contacts.factories import make_offer, send


@pytest.fixture
def offer(reims):
    return make_offer(reims)


@pytest.fixture
def sent(offer):
    """A request that has just left, by phone, on Monday 23 November 2026 at 14:12."""
    return send(offer)


@pytest.fixture
def request_sent(sent):
    return sent.request
