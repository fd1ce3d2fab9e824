"""From what somebody types to the commune they mean, and to the site that answers there."""

from portal.territories import holder_of, national_url, territory_of
from tenants.folding import fold
from tenants.geography.suggest import Place, suggest
from tenants.models import Territory


def communes_for(typed: str) -> list[Place]:
    """The communes that may be meant: one alone when there is no doubt."""
    found = suggest(typed)
    exact = [one for one in found if fold(one.name) == fold(typed) or one.code == typed]
    return exact if len(exact) == 1 and exact[0] == found[0] else found


def site_of(place: Place) -> str:
    """Address of the site that answers for this place, without a final slash."""
    territory = territory_of(place)
    return territory.url if territory else national_url()


def is_elsewhere(place: Place, territory: Territory) -> bool:
    """Whether another site than this territory's answers for the place."""
    holder = holder_of(place)
    return holder is not None if territory.is_national else holder != territory.pk
