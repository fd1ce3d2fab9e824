"""Where young people find nothing: communes without an offer for a theme, or with none nearby."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from search.models.catalogue import CatalogueOfferQuerySet, Mode
from tenants.coverage import Coverage
from tenants.geography.distance import distance_km

NEAR_KM = 20
# A degree of latitude is 111 km everywhere: what is farther north or south needs no distance.
NEAR_DEGREES = NEAR_KM / 111
Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A commune, with all its typed codes."""

    code: str
    codes: frozenset[str]
    point: Point


@dataclass(frozen=True)
class Reach:
    """Where offers of one theme apply, and where one goes for them; `comes` is to one's home."""

    theme: str
    coverage: Coverage
    points: frozenset[Point]
    comes: bool = False


@dataclass(frozen=True)
class Gap:
    """INSEE codes of the communes without any offer, and of the others without one nearby."""

    nothing: tuple[str, ...]
    far: tuple[str, ...]


def gaps(spots: Iterable[Spot], reaches: Iterable[Reach], themes: Iterable[str]) -> dict[str, Gap]:
    """Of each theme. Nearby is a place within NEAR_KM of the town hall, or somebody who comes."""
    by_theme: dict[str, list[Reach]] = defaultdict(list)
    for reach in reaches:
        by_theme[reach.theme].append(reach)
    found = {}
    spots = list(spots)
    for theme in themes:
        nothing, far = [], []
        for spot in spots:
            there = [one for one in by_theme[theme] if one.coverage.holds(spot.codes)]
            if not there:
                nothing.append(spot.code)
            elif not any(one.comes or _is_near(spot.point, one.points) for one in there):
                far.append(spot.code)
        found[theme] = Gap(tuple(nothing), tuple(far))
    return found


def read_reaches(offers: CatalogueOfferQuerySet) -> list[Reach]:
    """From rows of the catalogue: those that apply in the same zones are one."""
    points: dict[tuple, set[Point]] = defaultdict(set)
    comes = set()
    for theme, modes, included, excluded, lats, lons in offers.values_list(
        "theme", "modes", "included", "excluded", "latitudes", "longitudes"
    ).iterator():
        key = (theme, frozenset(included), frozenset(excluded))
        # A hundredth of a degree is a kilometre: many offers share a place.
        on_site = zip(lats, lons, strict=True) if Mode.ON_SITE in modes else ()
        points[key].update((round(lat, 2), round(lon, 2)) for lat, lon in on_site)
        if Mode.AT_HOME in modes:
            comes.add(key)
    return [
        Reach(key[0], Coverage(*key[1:]), frozenset(found), key in comes)
        for key, found in points.items()
    ]


def _is_near(point: Point, others: Iterable[Point]) -> bool:
    return any(
        abs(point[0] - lat) <= NEAR_DEGREES and distance_km(*point, lat, lon) <= NEAR_KM
        for lat, lon in others
    )
