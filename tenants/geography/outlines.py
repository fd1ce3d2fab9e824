"""Reading the points and outlines of a geographic dump: hexadecimal WKB, longitude first, WGS 84.

Only what `build` needs: points, and polygons with or without holes, alone or several.
"""

import struct
from collections.abc import Iterator
from math import cos, radians
from typing import NamedTuple

from tenants.geography.distance import distance_km

KM_A_DEGREE = 111.2


class Point(NamedTuple):
    lat: float
    lon: float


Ring = list[Point]


def read_point(wkb: str) -> Point:
    lon, lat = struct.unpack_from("<dd", bytes.fromhex(wkb), 5)
    return Point(lat, lon)


def read_outer_rings(wkb: str) -> list[Ring]:
    """The outer ring of each polygon; holes (enclaves) are left out."""
    return [outer for outer, *_holes in read_polygons(wkb)]


def read_polygons(wkb: str) -> list[list[Ring]]:
    """Each polygon: its outer ring, then its holes."""
    data = memoryview(bytes.fromhex(wkb))
    offset = 9

    def number():
        nonlocal offset
        (value,) = struct.unpack_from("<I", data, offset)
        offset += 4
        return value

    def ring():
        nonlocal offset
        size = number()
        values = struct.unpack_from(f"<{2 * size}d", data, offset)
        offset += 16 * size
        return [Point(lat, lon) for lon, lat in zip(values[::2], values[1::2], strict=True)]

    (kind, polygons) = struct.unpack_from("<II", data, 1)
    if kind == 3:  # one polygon alone: its header is the whole's
        offset, polygons = 0, 1
    found = []
    for _polygon in range(polygons):
        offset += 5
        found.append([ring() for _ring in range(number())])
    return found


def holds(ring: Ring, point: Point) -> bool:
    """Whether the point is inside: a half-line from it crosses the ring an odd number of times."""
    inside = False
    for (a_lat, a_lon), (b_lat, b_lon) in zip(ring, ring[1:], strict=False):
        if (a_lat > point.lat) != (b_lat > point.lat) and point.lon < a_lon + (b_lon - a_lon) * (
            point.lat - a_lat
        ) / (b_lat - a_lat):
            inside = not inside
    return inside


def distance_to(rings: list[Ring], point: Point) -> float:
    """Kilometres from a point to an outline on a flat map; 0 inside."""
    if any(holds(ring, point) for ring in rings):
        return 0.0
    shrink = cos(radians(point.lat))

    def to_segment(a, b):
        ax, ay = (a.lon - point.lon) * shrink, a.lat - point.lat
        dx, dy = (b.lon - a.lon) * shrink, b.lat - a.lat
        length = dx * dx + dy * dy
        along = max(0.0, min(1.0, -(ax * dx + ay * dy) / length)) if length else 0.0
        return ((ax + along * dx) ** 2 + (ay + along * dy) ** 2) ** 0.5

    nearest = min(to_segment(a, b) for ring in rings for a, b in zip(ring, ring[1:], strict=False))
    return nearest * KM_A_DEGREE


def centre(rings: list[Ring]) -> Point:
    """Centroid of the largest piece; the vertex closest to it when it falls outside."""
    ring = max(rings, key=lambda ring: abs(_doubled_area(ring)))
    area = _doubled_area(ring)
    if not area:
        return ring[0]
    lat = lon = 0.0
    for a, b, cross in _crosses(ring):
        lat += (a.lat + b.lat) * cross
        lon += (a.lon + b.lon) * cross
    middle = Point(ring[0].lat + lat / area / 3, ring[0].lon + lon / area / 3)
    if holds(ring, middle):
        return middle
    return min(ring, key=lambda vertex: distance_km(*vertex, *middle))


def _doubled_area(ring: Ring) -> float:
    return sum(cross for _a, _b, cross in _crosses(ring))


def _crosses(ring: Ring) -> Iterator[tuple[Point, Point, float]]:
    """Each side from the first vertex, where numbers are small: no precision is lost."""
    origin = ring[0]
    near = [Point(point.lat - origin.lat, point.lon - origin.lon) for point in ring]
    for a, b in zip(near, near[1:], strict=False):
        yield a, b, a.lon * b.lat - b.lon * a.lat
