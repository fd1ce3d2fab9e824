from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from contacts.services import count_facts
from tests.crossing.world import SECRET, align_numbers, fill
from tests.offers.conftest import make_offer, organisation_of, sign_in, theme_page

__all__ = ["make_offer", "organisation_of", "sign_in", "theme_page"]


@pytest.fixture(autouse=True)
def _own_media(own_media):
    """Both territories have files of the same names."""


@pytest.fixture(autouse=True)
def _few_messages(settings):
    """A walk is refused hundreds of times, and opens no page that would say so: what is to be said
    stays in a cookie, where only the last few fit, and out of the session."""
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"


@pytest.fixture
def crossed(reims, lyon, make_offer, organisation_of):
    """Values for the addresses of what each has: {"reims": […], "lyon": […]}."""
    first = align_numbers()
    values = {}
    for territory, word in ((reims, SECRET), (lyon, "Gerland")):
        connection.set_tenant(territory)
        values[territory.slug] = fill(
            territory,
            word,
            make_offer=make_offer,
            organisation_of=organisation_of,
        )
        assert values[territory.slug][0]["pk"] == first
    count_facts(now=timezone.now() + timedelta(days=1))
    return values


@pytest.fixture
def visitor(reims, lyon, client_for, person):
    """`visitor("animator", lyon)`: a browser on this territory's site."""

    def make(kind, territory):
        client = client_for(territory)
        if kind == "editor of Reims":
            at_home = client_for(reims)
            at_home.force_login(person("editor", reims))
            client.cookies["sessionid"] = at_home.cookies["sessionid"].value
        elif kind != "anonymous":
            client.force_login(person(kind, territory))
        connection.set_schema_to_public()
        return client

    return make
