"""Requests that were counted, offers, and figures of places worked out from them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from contacts.models import RequestCount
from portal.country.counting import count_places
from tenants.accounts.models import Mandate

NIGHT = datetime(2026, 11, 26, 5, 7, tzinfo=ZoneInfo("Europe/Paris"))
MONTHS = (8, 9, 10)


@pytest.fixture
def count(public):
    """`count(lyon, sent=(40, 41, 42))`: so many in August, September and October 2026."""

    def make(territory, detail="", day=20, **facts):
        RequestCount.objects.bulk_create(
            RequestCount(
                day=date(2026, month, day),
                month=date(2026, month, 1),
                territory=territory,
                theme="housing",
                organisation_number=1,
                organisation_name="Toits partagés",
                fact=fact,
                detail=detail,
                count=number,
            )
            for fact, numbers in facts.items()
            for month, number in zip(MONTHS, numbers, strict=True)
        )

    return make


@pytest.fixture
def counted(reims, lyon, lot, count):
    """Reims has many requests, Lyon fewer, the Lot very few; worked out on the night of the
    26th."""
    count(reims, sent=(50, 61, 72), in_time=(40, 41, 42), late=(6, 8, 9))
    count(reims, detail="26", hours=(40, 41, 42))
    count(reims, detail="yes", helped=(12, 9, 14))
    count(reims, detail="no", helped=(3, 3, 3))
    count(lyon, sent=(30, 31, 32), in_time=(20, 21, 22), late=(8, 5, 6))
    count(lot, sent=(1, 0, 2), in_time=(1, 0, 1))
    count_places(now=NIGHT)


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
