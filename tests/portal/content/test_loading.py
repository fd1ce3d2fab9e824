"""Loading goes through the services of the editors, and twice is once."""

import io

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Organisation
from offers.models import OfferPage
from search.models import CatalogueOffer


def load(*slugs):
    said = io.StringIO()
    call_command("load_content", *slugs, stdout=said)
    return said.getvalue()


def test_loading_twice_publishes_each_offer_once(national):
    assert "27 offers" in load("national")
    live = CatalogueOffer.objects.live().count()
    organisations = Organisation.objects.count()
    assert live == OfferPage.objects.live().count() == 27
    assert "27 offers" in load("national")
    assert CatalogueOffer.objects.live().count() == live
    assert Organisation.objects.count() == organisations


def test_a_territory_that_is_none_is_refused_in_a_sentence(public):
    with pytest.raises(CommandError, match="atlantis: no open territory"):
        load("atlantis")
