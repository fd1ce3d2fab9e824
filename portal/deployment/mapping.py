"""The map of the places: France in a few kilobytes, a mark for each place, the overseas
départements beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from portal.deployment.places import PublicPlace
from portal.national.drawing import Frame
from tenants.geography.contours import Area, draw_departements
from tenants.geography.lines import UNITS_A_DEGREE

MAX_BYTES = 20_000
WIDTH, BESIDE = 560, 80
OVERSEAS = "97"


@dataclass(frozen=True)
class Mark:
    x: str
    y: str
    place: PublicPlace


@dataclass(frozen=True)
class Sheet:
    """A drawing on its own canvas; `name` is empty for the mainland."""

    name: str
    frame: Frame
    paths: tuple[str, ...]
    marks: tuple[Mark, ...]


def map_of(places: Iterable[PublicPlace]) -> list[Sheet]:
    """The mainland first."""
    by_code: dict[str, list[PublicPlace]] = {}
    for place in places:
        code = place.departement.pk
        by_code.setdefault(code if code.startswith(OVERSEAS) else "", []).append(place)
    return [
        Sheet(name, frame, paths, tuple(_marks(frame, by_code.get(code, ()))))
        for code, name, frame, paths in _sheets()
    ]


@lru_cache(maxsize=1)
def _sheets() -> list[tuple[str, str, Frame, tuple[str, ...]]]:
    areas = draw_departements((), MAX_BYTES).areas
    beside = sorted((one for one in areas if one.code.startswith(OVERSEAS)), key=_code)
    mainland = [one for one in areas if not one.code.startswith(OVERSEAS)]
    sheets = [("", "", mainland, WIDTH)]
    sheets += [(one.code, one.name, [one], BESIDE) for one in beside]
    found = []
    for code, name, drawn, width in sheets:
        frame = Frame.around(drawn, width)
        if frame:
            found.append((code, name, frame, tuple(frame.path(area) for area in drawn)))
    return found


def _marks(frame: Frame, places: Iterable[PublicPlace]) -> Iterable[Mark]:
    for place in places:
        if place.lat is not None and place.lon is not None:
            x, y = frame.at(place.lat * UNITS_A_DEGREE, place.lon * UNITS_A_DEGREE)
            yield Mark(f"{x:.0f}", f"{y:.0f}", place)


def _code(area: Area) -> str:
    return area.code
