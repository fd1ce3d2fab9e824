"""Lines on a grid of a ten-thousandth of a degree (11 m): how they are written, and simplified.

A line is written as an “encoded polyline” (the Google algorithm, latitude first) with four
decimals: any map library reads it.
"""

from collections.abc import Iterable
from math import cos, hypot, inf, radians

Vertex = tuple[int, int]  # (latitude, longitude), in units of the grid
Line = list[Vertex]
Metres = tuple[float, float]

DECIMALS = 4
UNITS_A_DEGREE = 10**DECIMALS
METRES_A_UNIT = 111_200 / UNITS_A_DEGREE


def encode(line: Iterable[Vertex]) -> str:
    written = []
    before = (0, 0)
    for vertex in line:
        for now, then in zip(vertex, before, strict=True):
            step = now - then
            left = ~(step << 1) if step < 0 else step << 1
            while left >= 0x20:
                written.append(chr((0x20 | (left & 0x1F)) + 63))
                left >>= 5
            written.append(chr(left + 63))
        before = vertex
    return "".join(written)


def decode(text: str) -> Line:
    numbers = []
    step = shift = 0
    for letter in text:
        bits = ord(letter) - 63
        step |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            numbers.append(~(step >> 1) if step & 1 else step >> 1)
            step = shift = 0
    line = []
    lat = lon = 0
    for up, right in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + up, lon + right
        line.append((lat, lon))
    return line


def weigh(line: Line) -> list[float]:
    """What each vertex is worth: the tolerance in metres (Douglas and Peucker's) up to which it
    stays. The ends always stay, and two vertices more in a line that comes back to its start."""
    weights = [0.0] * len(line)
    weights[0] = weights[-1] = inf
    shrink = cos(radians(line[0][0] / UNITS_A_DEGREE))
    flat = [(lat * METRES_A_UNIT, lon * METRES_A_UNIT * shrink) for lat, lon in line]
    left = [(0, len(line) - 1, inf)]
    while left:
        first, last, above = left.pop()
        if last - first < 2:
            continue
        far, farthest = max(
            (_distance(flat[at], flat[first], flat[last]), at) for at in range(first + 1, last)
        )
        # Never more than the vertex that made it an end: what goes, goes with all it holds.
        weights[farthest] = min(far, above)
        left += [(first, farthest, weights[farthest]), (farthest, last, weights[farthest])]
    if line[0] == line[-1]:
        for at in sorted(range(1, len(line) - 1), key=lambda at: -weights[at])[:2]:
            weights[at] = inf
    return weights


def doubled_area(ring: Line) -> int:
    """Twice the area in units of the grid; positive when the ring turns left (longitude east)."""
    return sum(
        a_lon * b_lat - b_lon * a_lat
        for (a_lat, a_lon), (b_lat, b_lon) in zip(ring, ring[1:], strict=False)
    )


def _distance(point: Metres, a: Metres, b: Metres) -> float:
    """Metres from a point to a segment."""
    up, right = b[0] - a[0], b[1] - a[1]
    length = up * up + right * right
    if not length:
        return hypot(point[0] - a[0], point[1] - a[1])
    along = ((point[0] - a[0]) * up + (point[1] - a[1]) * right) / length
    along = min(1.0, max(0.0, along))
    return hypot(point[0] - a[0] - along * up, point[1] - a[1] - along * right)
