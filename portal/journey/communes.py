"""From a commune to the site that answers there."""

from portal.territories import holder_of, national_url, territory_of
from tenants.geography.suggest import Place
from tenants.models import Territory


def site_of(place: Place) -> str:
    """Address of the site that answers for this place, without a final slash."""
    territory = territory_of(place)
    return territory.url if territory else national_url()


def is_elsewhere(place: Place, territory: Territory) -> bool:
    """Whether another site than this territory's answers for the place."""
    holder = holder_of(place)
    return holder is not None if territory.is_national else holder != territory.pk
