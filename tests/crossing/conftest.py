import pytest
from django.db import connection

from tests.crossing.world import SECRET, align_numbers, fill
from tests.offers.conftest import make_offer, organisation_of, sign_in, theme_page

__all__ = ["make_offer", "organisation_of", "sign_in", "theme_page"]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def crossed(reims, lyon, make_offer, organisation_of, theme_page):
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
            theme_page=theme_page,
        )
        assert values[territory.slug][0]["pk"] == first
    return values
