"""The contours of communes as a drawing: no script, no tile."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

from tenants.geography.contours import Area, draw_communes
from tenants.geography.lines import UNITS_A_DEGREE

WIDTH = 480


@dataclass(frozen=True)
class Frame:
    """How a part of the globe fits a canvas of `width` × `height`."""

    north: int
    west: int
    # A degree of longitude is shorter, the farther from the equator.
    narrow: float
    scale: float
    width: int
    height: int

    @classmethod
    def around(cls, areas: Sequence[Area], width: int) -> "Frame | None":
        """The widest side is `width`; None for no outline at all."""
        spots = [spot for area in areas for polygon in area.polygons for spot in polygon[0]]
        if not spots:
            return None
        south, north = min(lat for lat, _lon in spots), max(lat for lat, _lon in spots)
        west, east = min(lon for _lat, lon in spots), max(lon for _lat, lon in spots)
        narrow = cos(radians((south + north) / 2 / UNITS_A_DEGREE))
        scale = width / max((east - west) * narrow, north - south, 1)
        return cls(
            north=north,
            west=west,
            narrow=narrow,
            scale=scale,
            width=max(1, round((east - west) * narrow * scale)),
            height=max(1, round((north - south) * scale)),
        )

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a spot of the grid is on the canvas."""
        return (lon - self.west) * self.narrow * self.scale, (self.north - lat) * self.scale

    def path(self, area: Area) -> str:
        rings = [ring for polygon in area.polygons for ring in polygon]
        lines = (
            " ".join("{:.1f},{:.1f}".format(*self.at(lat, lon)) for lat, lon in ring)
            for ring in rings
        )
        return "".join(f"M{line}Z" for line in lines)


@dataclass(frozen=True)
class Map:
    """An SVG drawing: `paths` are of an area each, on a canvas of `width` × `height`."""

    width: int
    height: int
    paths: tuple[str, ...]


def drawn(communes: dict[str, str]) -> Map | None:
    """None when no commune has an outline."""
    return _drawn(tuple(sorted(communes.items()))) if communes else None


@lru_cache(maxsize=16)
def _drawn(communes: tuple[tuple[str, str], ...]) -> Map | None:
    areas = draw_communes(communes).areas
    frame = Frame.around(areas, WIDTH)
    if frame is None:
        return None
    return Map(frame.width, frame.height, tuple(frame.path(area) for area in areas))
