"""What of the offers found goes on a map: each address where one can go."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from search.query import Hit, Search
from search.services import find_offers
from tenants.geography.distance import distance_km
from tenants.geography.suggest import Place

PAGE_SIZE = 100
MAX_PAGES = 5
MAX_SPOTS = 500


@dataclass(frozen=True)
class Spot:
    """One address: `place` as a card has it; `distance_km` is None when nobody says from where."""

    place: dict
    distance_km: float | None

    @property
    def lat(self) -> str:
        return f"{self.place['lat']:.5f}"

    @property
    def lon(self) -> str:
        return f"{self.place['lon']:.5f}"


@dataclass(frozen=True)
class MappedOffer:
    card: dict
    spots: tuple[Spot, ...]


def find_near(search: Search) -> tuple[list[Hit], int]:
    """The near offers, in order, up to MAX_PAGES pages, and how many there are in all."""
    hits: list[Hit] = []
    for page in range(1, MAX_PAGES + 1):
        results = find_offers(replace(search, near=True, page=page, page_size=PAGE_SIZE))
        hits += results.hits
        if len(results.hits) < PAGE_SIZE:
            break
    return hits, results.near_count


def map_points(hits: Iterable[Hit], start: Place | None) -> list[MappedOffer]:
    """The offers where one goes to an address, with these addresses; MAX_SPOTS in all."""
    mapped, left = [], MAX_SPOTS
    for hit in hits:
        spots = tuple(_spots(hit.card, start))[:left]
        left -= len(spots)
        if spots:
            mapped.append(MappedOffer(hit.card, spots))
    return mapped


def _spots(card, start: Place | None) -> list[Spot]:
    """The closest first."""
    if "on_site" not in card["modes"]:
        return []
    spots = [
        Spot(place, start and distance_km(start.lat, start.lon, place["lat"], place["lon"]))
        for place in card["places"]
        if place["lat"] is not None and place["lon"] is not None
    ]
    return sorted(spots, key=lambda spot: spot.distance_km or 0)
