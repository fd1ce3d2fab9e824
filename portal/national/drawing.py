"""The contours of communes as a drawing: no script, no tile."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

from tenants.geography.contours import draw_communes
from tenants.geography.lines import UNITS_A_DEGREE

WIDTH = 480


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
    spots = [spot for area in areas for polygon in area.polygons for spot in polygon[0]]
    if not spots:
        return None
    south, north = min(lat for lat, _lon in spots), max(lat for lat, _lon in spots)
    west, east = min(lon for _lat, lon in spots), max(lon for _lat, lon in spots)
    # A degree of longitude is shorter, the farther from the equator.
    narrow = cos(radians((south + north) / 2 / UNITS_A_DEGREE))
    scale = WIDTH / max((east - west) * narrow, north - south, 1)

    def path(area):
        rings = [ring for polygon in area.polygons for ring in polygon]
        lines = (
            " ".join(
                f"{(lon - west) * narrow * scale:.1f},{(north - lat) * scale:.1f}"
                for lat, lon in ring
            )
            for ring in rings
        )
        return "".join(f"M{line}Z" for line in lines)

    return Map(
        width=max(1, round((east - west) * narrow * scale)),
        height=max(1, round((north - south) * scale)),
        paths=tuple(path(area) for area in areas),
    )
