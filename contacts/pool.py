"""Which offers can stand in for one another: the same need, the same people, the same ways to it.

A request to "the first available" goes to any of them, so none may ask more of a young person than
the one they read, nor send them farther.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from contacts.expecting import expected
from contacts.promises import Expected
from search.decision import NEAR_KM
from search.models import CatalogueOffer, Mode
from tenants.geography.distance import distance_km
from tenants.geography.suggest import Place

# The one that was chosen included.
MOST_IN_POOL = 5


@dataclass(frozen=True)
class Taker:
    """An offer of a pool, and what one may expect of it now."""

    offer: CatalogueOffer
    answer: Expected


def pool_of(
    offer: CatalogueOffer,
    *,
    place: Place,
    territories: Collection[int] | None,
    language: str,
    now: datetime,
) -> list[CatalogueOffer]:
    """The offer and those that can stand in for it, one an organisation, who answers soonest first;
    the offer alone when there are none. Those without room for weeks are left out."""
    if not offer.subtheme:
        return [offer]
    found = (
        CatalogueOffer.objects.live()
        .like(offer)
        .shown_in(language)
        .usable_on(timezone.localdate(now))
        .of_territories(territories)
        .covering(place.place_codes)
        .exclude(organisation_id=offer.organisation_id)
        .defer("detail", "words", "vector", "starts")
    )
    alike = [one for one in found if are_equivalent(offer, one, place)]
    others: dict[int, CatalogueOffer] = {}
    for taker in takers(alike, place, now):
        others.setdefault(taker.offer.organisation_id, taker.offer)
    return [offer, *others.values()][:MOST_IN_POOL]


def are_equivalent(one: CatalogueOffer, other: CatalogueOffer, place: Place) -> bool:
    """The same sub-theme and criteria, and both open to this place by a way they share."""
    return (
        one.subtheme != ""
        and (one.theme, one.subtheme, one.criteria) == (other.theme, other.subtheme, other.criteria)
        and other.coverage.holds(place.place_codes)
        and one.coverage.holds(place.place_codes)
        and not ways(one, place).isdisjoint(ways(other, place))
    )


def ways(offer: CatalogueOffer, place: Place) -> set[str]:
    """How one gets the help of an offer from this place: going there only if it is near."""
    found = set(offer.modes)
    distances = [distance_km(place.lat, place.lon, lat, lon) for lat, lon in offer.points]
    if distances and min(distances) > NEAR_KM:
        found.discard(Mode.ON_SITE)
    return found


def takers(
    offers: Collection[CatalogueOffer], place: Place, now: datetime, *, fresh: bool = False
) -> list[Taker]:
    """Those with room, who answers soonest first; of equals, the first of `offers`."""
    answers = [(one, expected(one.card, place=place, now=now, fresh=fresh)) for one in offers]
    able = [Taker(one, answer) for one, answer in answers if answer]
    return sorted(able, key=lambda taker: (taker.answer.due_on, taker.answer.starts_on))
