import pytest

from tenants.accounts.models import Mandate


@pytest.fixture
def follower(person):
    """`follower("departement:51")`: an account with this mandate."""

    def make(zone, **dates):
        account = person(None, email=f"{zone.replace(':', '')}@example.invalid")
        mandate = Mandate(user=account, zone=zone, role=zone.partition(":")[0], **dates)
        mandate.full_clean()
        mandate.save()
        return account

    return make


@pytest.fixture
def browse(client_for):
    """`browse(account)`: a browser on the national site, signed in."""

    def make(account):
        client = client_for("national")
        client.force_login(account)
        return client

    return make
