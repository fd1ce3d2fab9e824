"""Which offers answer a search, and in which order: the rule that both engines must follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from search.fairness import draw, factor_of, seed_of
from search.hours import Slot, is_open, opens_on_saturday
from search.query import Search
from search.ranking import NEUTRAL_RESPONSIVENESS, Score, holds, score
from tenants.coverage import Coverage
from tenants.geography.distance import distance_km
from themes.matching import Criteria, match

# Further than this, a place to go to is no longer "near you".
NEAR_KM = 100
# Closer than this, two scores are equal: an engine computes them in 32 bits.
SCORE_DIGITS = 4

Point = tuple[float, float]  # latitude, longitude in degrees


class Tier(IntEnum):
    """Groups of results, the last one first: NEAR is "near you", the others "everywhere"."""

    FAR_AWAY = 0  # one would have to go there, and it is far
    EVERYWHERE = 1
    NEAR = 2


@dataclass(frozen=True)
class OfferFacts:
    """What the rule needs to know of an offer. `sites` are the territories whose sites show it,
    `points` the places that one goes to, `texts` the stems of its texts by field (see
    search.ranking)."""

    key: str
    sites: frozenset[int]
    theme: str
    shown_in: frozenset[str]
    modes: frozenset[str]
    coverage: Coverage
    criteria: Criteria = ()
    points: tuple[Point, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    language: str = "fr"
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    subtheme: str = ""
    organisation: int = 0
    free: bool = False
    spoken: frozenset[str] = frozenset()
    accessibility: frozenset[str] = frozenset()
    slots: tuple[Slot, ...] = ()
    time_zone: str = "Europe/Paris"
    verified_on: date | None = None
    responsiveness: float = NEUTRAL_RESPONSIVENESS
    room: float = 1.0


def applies(offer: OfferFacts, search: Search) -> bool:
    return (
        search.language in offer.shown_in
        and (search.territories is None or not offer.sites.isdisjoint(search.territories))
        and (search.place is None or offer.coverage.holds(search.place.place_codes))
        and (offer.starts_on is None or offer.starts_on <= search.day)
        and (offer.ends_on is None or offer.ends_on >= search.day)
        and match(offer.criteria, search.answers).suits
        and _passes_filters(offer, search)
        and (not search.terms or terms_held(offer, search) >= search.terms_needed)
    )


def is_shown(offer: OfferFacts, search: Search) -> bool:
    """Whether an offer that applies is in the group asked for."""
    return search.near is None or search.near == (tier(offer, search) == Tier.NEAR)


def _passes_filters(offer: OfferFacts, search: Search) -> bool:
    return (
        (not search.theme or search.theme == offer.theme)
        and (not search.subtheme or search.subtheme == offer.subtheme)
        and (search.organisation is None or search.organisation == offer.organisation)
        and (not search.mode or search.mode in offer.modes)
        and (not search.free or offer.free)
        and (not search.spoken or search.spoken in offer.spoken)
        and (not search.accessibility or search.accessibility in offer.accessibility)
        and (not search.open_saturday or opens_on_saturday(offer.slots))
        and (not search.open_now or is_open(offer.slots, search.now, offer.time_zone))
        and within_reach(offer, search)
    )


def within_reach(offer: OfferFacts, search: Search) -> bool:
    """Not farther than asked, when one has to go there."""
    if search.within_km is None or search.place is None or not offer.points:
        return True
    if offer.modes & {"remote", "at_home"}:
        return True
    far = distance(offer, search)
    return far is not None and far <= search.within_km


def terms_held(offer: OfferFacts, search: Search) -> int:
    return sum(holds(term, offer.texts, offer.language) for term in search.terms)


def distance(offer: OfferFacts, search: Search) -> float | None:
    """Kilometres to the closest point of the offer; None without a place or without points."""
    place = search.place
    if place is None or not offer.points:
        return None
    return min(distance_km(place.lat, place.lon, lat, lon) for lat, lon in offer.points)


def near_km(search: Search) -> float:
    """Up to where a place is "near you"."""
    return min(NEAR_KM, search.within_km or NEAR_KM)


def tier(offer: OfferFacts, search: Search) -> Tier:
    if "at_home" in offer.modes:
        return Tier.NEAR
    if not offer.points:
        return Tier.EVERYWHERE
    far = distance(offer, search)
    if far is None or far <= near_km(search):
        return Tier.NEAR
    return Tier.EVERYWHERE if "remote" in offer.modes else Tier.FAR_AWAY


def score_of(offer: OfferFacts, search: Search) -> Score:
    return score(
        terms=search.terms,
        texts=offer.texts,
        language=offer.language,
        distance_km=distance(offer, search),
        verified_on=offer.verified_on,
        day=search.day,
        responsiveness=offer.responsiveness,
        room=offer.room,
        tier=tier(offer, search),
    )


def in_order(offers: Iterable[OfferFacts], search: Search) -> list[OfferFacts]:
    """The best first, its group included (see search.ranking.NEAR); equals are drawn anew each
    day."""
    factor = factor_of(search.day)

    def rank(offer: OfferFacts) -> tuple:
        total = score_of(offer, search).total
        return (-round(total, SCORE_DIGITS), draw(seed_of(offer.key), factor), offer.key)

    return sorted(offers, key=rank)
