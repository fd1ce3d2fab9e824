import pytest
from django.urls import reverse

from tests.offers.conftest import make_offer, organisation_of, theme_page

__all__ = ["make_offer", "organisation_of", "theme_page"]


@pytest.fixture
def admin(national, client_for, person):
    """The browser of a national admin on the national site."""
    client = client_for(national)
    client.force_login(person("national"))
    return client


@pytest.fixture
def send(admin):
    """`send("accounts:edit", pk, name=…)`: post a screen's form."""

    def post(name, /, *args, **data):
        return admin.post(reverse(name, args=args), data)

    return post
