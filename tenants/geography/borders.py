"""Cutting outlines into the borders they share, for `build`: what two neighbours have in common is
one line, written once, so that it stays common however much it is simplified.

Outlines that share a border have the same vertices along it: so does the source.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tenants.geography.lines import Line, Vertex, doubled_area

Polygon = list[Line]  # closed rings: the outer one (turning left), then its holes (turning right)
# Polygons as borders: each ring lists the borders it follows; `~3` is the fourth one, backwards.
Followed = list[list[list[int]]]


def dissolve(pieces: Iterable[Polygon]) -> list[Polygon]:
    """The outline of all the pieces together: borders between two of them disappear."""
    sides: set[tuple[Vertex, Vertex]] = set()
    for polygon in pieces:
        for number, ring in enumerate(polygon):
            turned = ring if (doubled_area(ring) > 0) == (number == 0) else ring[::-1]
            for a, b in zip(turned, turned[1:], strict=False):
                if (b, a) in sides:
                    sides.remove((b, a))
                elif a != b:
                    sides.add((a, b))
    rings = [ring for ring in _rings(sides) if len(ring) > 3 and doubled_area(ring)]
    outer = [[ring] for ring in rings if doubled_area(ring) > 0]
    for hole in (ring for ring in rings if doubled_area(ring) < 0):
        holding = [polygon for polygon in outer if _holds(polygon[0], hole)]
        if holding:
            min(holding, key=lambda polygon: doubled_area(polygon[0])).append(hole)
    return sorted(outer, key=lambda polygon: -doubled_area(polygon[0]))


def cut(outlines: Mapping[str, list[Polygon]]) -> tuple[list[Line], dict[str, Followed]]:
    """The borders of all the outlines, and each outline as the borders it follows."""
    neighbours = defaultdict(set)
    rings = [ring for polygons in outlines.values() for polygon in polygons for ring in polygon]
    for ring in rings:
        for a, b in zip(ring, ring[1:], strict=False):
            neighbours[a].add(b)
            neighbours[b].add(a)
    corners = {vertex for vertex, others in neighbours.items() if len(others) != 2}
    numbers: dict[tuple[Vertex, ...], int] = {}

    def follow(ring: Line) -> list[int]:
        followed = []
        for line in _between(ring, corners):
            forth, back = tuple(line), tuple(reversed(line))
            number = numbers.setdefault(min(forth, back), len(numbers))
            followed.append(number if forth <= back else ~number)
        return followed

    followed = {
        code: [[follow(ring) for ring in polygon] for polygon in polygons]
        for code, polygons in outlines.items()
    }
    return [list(line) for line in numbers], followed


def _between(ring: Line, corners: set[Vertex]) -> list[Line]:
    """The ring cut at its corners; whole, from its smallest vertex, when it has none."""
    open_ring = ring[:-1]
    at = [number for number, vertex in enumerate(open_ring) if vertex in corners]
    if not at:
        at = [open_ring.index(min(open_ring))]
    turned = open_ring[at[0] :] + open_ring[: at[0] + 1]
    stops = [number - at[0] for number in at] + [len(open_ring)]
    return [turned[a : b + 1] for a, b in zip(stops, stops[1:], strict=False)]


def _rings(sides: set[tuple[Vertex, Vertex]]) -> Iterable[Line]:
    """Closed lines that use each side once and pass no vertex twice."""
    following = defaultdict(list)
    for a, b in sorted(sides):
        following[a].append(b)
    for start in sorted(following):
        path, seen = [start], {start: 0}
        while following[path[-1]]:
            vertex = following[path[-1]].pop()
            if vertex in seen:
                ring = path[seen[vertex] :]
                yield [*ring, vertex]
                for left in ring[1:]:
                    del seen[left]
                del path[seen[vertex] + 1 :]
            else:
                seen[vertex] = len(path)
                path.append(vertex)


def _holds(ring: Line, hole: Line) -> bool:
    """Whether a vertex of the hole that is not on the ring is inside the ring."""
    on_ring = set(ring)
    lat, lon = next((vertex for vertex in hole if vertex not in on_ring), hole[0])
    inside = False
    for (a_lat, a_lon), (b_lat, b_lon) in zip(ring, ring[1:], strict=False):
        if (a_lat > lat) != (b_lat > lat) and lon < a_lon + (b_lon - a_lon) * (lat - a_lat) / (
            b_lat - a_lat
        ):
            inside = not inside
    return inside
