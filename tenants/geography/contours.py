"""Contours of communes, ready to draw: from data/contours.zip, simplified until they are light.

Neighbours share their borders (see borders): simplified, they still touch.
"""

import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from pathlib import Path

from tenants.geography.borders import Followed, Polygon
from tenants.geography.lines import (
    DECIMALS,
    METRES_A_UNIT,
    UNITS_A_DEGREE,
    Line,
    decode,
    doubled_area,
    encode,
    weigh,
)

CONTOURS_FILE = Path(__file__).parent / "data" / "contours.zip"
COUNTRY = "france"
MAX_BYTES = 100_000
# Of a vertex that is in two areas, three bytes in each.
LEAST_BYTES = 6
# Tolerances in metres, tried one after the other until the drawing is light enough.
TOLERANCES = (0, *(round(30 * 1.4**step) for step in range(16)), inf)


@dataclass(frozen=True)
class Area:
    """A commune or a département, and its polygons on the grid of tenants.geography.lines."""

    code: str
    name: str
    polygons: list[Polygon]


@dataclass(frozen=True)
class Drawing:
    """`kind` says what the areas are: "commune" or "departement"."""

    kind: str
    areas: tuple[Area, ...]

    def compact(self) -> str:
        """JSON: `areas` are [code, name, rings], largest first; a ring is an encoded polyline."""
        areas = [
            [area.code, area.name, [encode(ring) for polygon in area.polygons for ring in polygon]]
            for area in self.areas
        ]
        content = {"kind": self.kind, "decimals": DECIMALS, "areas": areas}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    def geojson(self) -> dict:
        """A FeatureCollection; longitude first, as GeoJSON wants."""
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": area.code,
                    "properties": {"kind": self.kind, "code": area.code, "name": area.name},
                    "geometry": {
                        "type": "MultiPolygon",
                        "coordinates": [
                            [
                                [[lon / UNITS_A_DEGREE, lat / UNITS_A_DEGREE] for lat, lon in ring]
                                for ring in polygon
                            ]
                            for polygon in area.polygons
                        ],
                    },
                }
                for area in self.areas
            ],
        }


def departement_of(commune: str) -> str:
    return commune[:3] if commune.startswith("97") else commune[:2]


def draw_communes(communes: tuple[tuple[str, str], ...]) -> Drawing:
    """The contours of these communes, (code, name) each, in under MAX_BYTES. Those that have no
    outline are left out; when they are too many for any detail, their départements are drawn."""
    names = dict(communes)
    departements = sorted({departement_of(code) for code in names})
    borders = Borders.of(
        (_read(one) for one in departements if f"{one}.json" in _members()), wanted=names
    )
    return borders.lightest("commune", names) or draw_departements(tuple(departements))


def draw_departements(codes: tuple[str, ...] = (), max_bytes: int = MAX_BYTES) -> Drawing:
    """The contours of these départements, or of all, in under `max_bytes`."""
    country = _read(COUNTRY)
    names = {code: name for code, name in country["names"].items() if not codes or code in codes}
    drawing = Borders.of([country], wanted=names).lightest("departement", names, max_bytes)
    if drawing is None:
        raise ValueError("The départements do not fit in a light drawing.")
    return drawing


class Borders:
    """Lines with what each vertex is worth, and the areas that follow them."""

    def __init__(self, lines: list[Line], areas: dict[str, Followed]):
        self.lines, self.areas = lines, areas
        self.weights = [weigh(line) for line in lines]
        # Two borders between the same corners would become one and the same straight line.
        ends = Counter(frozenset((line[0], line[-1])) for line in lines)
        for line, weights in zip(lines, self.weights, strict=True):
            if len(line) > 2 and ends[frozenset((line[0], line[-1]))] > 1:
                inner = max(range(1, len(line) - 1), key=lambda at: weights[at])
                weights[inner] = inf

    @classmethod
    def of(cls, members: Iterable[dict], wanted: Iterable[str]) -> "Borders":
        """From members of the file; a border that two of them share is one border."""
        numbers: dict[str, int] = {}
        areas = {}
        for member in members:
            for code in sorted(set(wanted).intersection(member["areas"])):
                areas[code] = [
                    [[_numbered(one, member["lines"], numbers) for one in ring] for ring in polygon]
                    for polygon in member["areas"][code]
                ]
        return cls([decode(text) for text in numbers], areas)

    def lightest(
        self, kind: str, names: dict[str, str], max_bytes: int = MAX_BYTES
    ) -> Drawing | None:
        """The finest drawing that is under `max_bytes`; None when even the coarsest is not."""
        for tolerance in TOLERANCES:
            if self._vertices(tolerance) * LEAST_BYTES > max_bytes and tolerance < inf:
                continue  # no need to write it to know
            areas = sorted(self._areas(tolerance, names), key=lambda one: -_size(one))
            drawing = Drawing(kind, tuple(areas))
            if len(drawing.compact().encode()) < max_bytes:
                return drawing
        return None

    def _vertices(self, tolerance: float) -> int:
        return sum(weight > tolerance for weights in self.weights for weight in weights)

    def _areas(self, tolerance: float, names: dict[str, str]) -> Iterator[Area]:
        lines = [
            [vertex for vertex, weight in zip(line, weights, strict=True) if weight >= tolerance]
            for line, weights in zip(self.lines, self.weights, strict=True)
        ]
        for code, polygons in self.areas.items():
            drawn = [[_joined(ring, lines) for ring in polygon] for polygon in polygons]
            main, *others = drawn
            # An islet smaller than a square of the tolerance is not seen.
            seen = [one for one in others if _square_metres(one[0]) >= tolerance**2]
            yield Area(code, names[code], [main, *seen])


def _numbered(number: int, lines: list[str], numbers: dict[str, int]) -> int:
    if number < 0:
        return ~_numbered(~number, lines, numbers)
    return numbers.setdefault(lines[number], len(numbers))


def _joined(ring: list[int], lines: list[Line]) -> Line:
    joined: Line = []
    for number in ring:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        joined += line[1:] if joined else line
    return joined


def _square_metres(ring: Line) -> float:
    """At the equator: enough to compare with."""
    return abs(doubled_area(ring)) / 2 * METRES_A_UNIT**2


def _size(area: Area) -> float:
    return _square_metres(area.polygons[0][0])


@lru_cache(maxsize=1)
def _members() -> frozenset[str]:
    with zipfile.ZipFile(CONTOURS_FILE) as archive:
        return frozenset(archive.namelist())


def _read(member: str) -> dict:
    with zipfile.ZipFile(CONTOURS_FILE) as archive:
        return json.loads(archive.read(f"{member}.json"))
