"""The offers that can stand in for one another, as a site shows them: for its pages and the API."""

from django.utils import timezone
from django.utils.translation import get_language

from contacts.pool import pool_of
from portal.territories import shown_territories
from search.models import CatalogueOffer
from tenants.geography.suggest import Place
from tenants.models import Territory


def pool_for(offer: CatalogueOffer, place: Place, territory: Territory) -> list[CatalogueOffer]:
    """The offer, then those of this site that can stand in for it there; see contacts.pool."""
    return pool_of(
        offer,
        place=place,
        territories=shown_territories(territory),
        language=get_language(),
        now=timezone.now(),
    )
