"""Which offers answer a search, and in which order: the rule that both engines must follow.

Words are left out: how well a text answers words is each engine's own judgement.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from search.fairness import draw, factor_of, seed_of
from search.query import Search
from tenants.coverage import Coverage
from tenants.geography.distance import distance_km
from themes.matching import Criteria, match

# Further than this, a place to go to is no longer "near you".
NEAR_KM = 100

Point = tuple[float, float]  # latitude, longitude in degrees


class Tier(IntEnum):
    """Groups of results, the last one first: NEAR is "near you", the others "everywhere"."""

    FAR_AWAY = 0  # one would have to go there, and it is far
    EVERYWHERE = 1
    NEAR = 2


@dataclass(frozen=True)
class OfferFacts:
    """What the rule needs to know of an offer. `points` are the places that one goes to."""

    key: str
    territory: int
    theme: str
    shown_in: frozenset[str]
    modes: frozenset[str]
    coverage: Coverage
    criteria: Criteria = ()
    points: tuple[Point, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None


def applies(offer: OfferFacts, search: Search) -> bool:
    return (
        search.language in offer.shown_in
        and (search.territories is None or offer.territory in search.territories)
        and (not search.theme or search.theme == offer.theme)
        and (not search.mode or search.mode in offer.modes)
        and (search.place is None or offer.coverage.holds(search.place.place_codes))
        and (offer.starts_on is None or offer.starts_on <= search.day)
        and (offer.ends_on is None or offer.ends_on >= search.day)
        and match(offer.criteria, search.answers).suits
        and (search.near is None or search.near == (tier(offer, search) == Tier.NEAR))
    )


def distance(offer: OfferFacts, search: Search) -> float | None:
    """Kilometres to the closest point of the offer; None without a place or without points."""
    place = search.place
    if place is None or not offer.points:
        return None
    return min(distance_km(place.lat, place.lon, lat, lon) for lat, lon in offer.points)


def tier(offer: OfferFacts, search: Search) -> Tier:
    if "at_home" in offer.modes:
        return Tier.NEAR
    if not offer.points:
        return Tier.EVERYWHERE
    far = distance(offer, search)
    if far is None or far <= NEAR_KM:
        return Tier.NEAR
    return Tier.EVERYWHERE if "remote" in offer.modes else Tier.FAR_AWAY


def in_order(offers: Iterable[OfferFacts], search: Search) -> list[OfferFacts]:
    """Near first, then the closest, offers without an address last in their group; equals are
    drawn anew each day."""
    factor = factor_of(search.day)

    def rank(offer: OfferFacts) -> tuple:
        far = distance(offer, search)
        return (
            -tier(offer, search),
            math.inf if far is None else far,
            draw(seed_of(offer.key), factor),
            offer.key,
        )

    return sorted(offers, key=rank)
