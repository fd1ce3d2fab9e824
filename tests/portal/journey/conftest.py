import pytest
from django.utils import timezone

from tests.contacts.factories import make_offer, send


@pytest.fixture
def offer(reims):
    return make_offer(reims)


@pytest.fixture
def lyon_offer(lyon):
    return make_offer(lyon, title="Une chambre à Gerland")


@pytest.fixture
def sent(offer):
    """A request just sent from Reims, with the secret of its page."""
    return send(offer, now=timezone.now())
