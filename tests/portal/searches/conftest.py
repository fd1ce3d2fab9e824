import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from search import logbook
from search.logbook import note_search
from search.models import SearchedWords
from tests.offers.conftest import make_offer, organisation_of, sign_in, theme_page

__all__ = ["make_offer", "organisation_of", "sign_in", "theme_page"]


@pytest.fixture(autouse=True)
def _nothing_waits(public):
    logbook.write_down()
    SearchedWords.objects.all().delete()


@pytest.fixture
def searched():
    """`searched(lyon, "velo pliant", visitors=12, found=False)`: today, each visitor once."""

    def search(territory, words, *, visitors=12, found=False):
        with tenant_context(territory):
            for number in range(visitors):
                note_search(
                    words=words,
                    territory=territory,
                    language="fr",
                    found=found,
                    visitor=f"visitor {number}",
                )
            logbook.write_down(timezone.localdate())

    return search
