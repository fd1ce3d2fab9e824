"""Choosing where a commune is: its town hall, or the best that the sources know.

The directory of public services gives a point for nearly every town hall, but some hundreds are
the geocoding of another street or lost the sign of their longitude. A point is believed when it
lies in the commune's outline, or close to it (outlines are simplified).
"""

from dataclasses import dataclass, field
from enum import StrEnum

from tenants.geography.outlines import Point, Ring, centre, distance_to

BELIEVED_WITHIN_KM = 2.0


class Origin(StrEnum):
    TOWN_HALL = "town hall"
    SIGN_RESTORED = "town hall, sign of the longitude restored"
    OTHER_TOWN_HALL = "town hall of a former commune or of the sector"
    CENTRE = "centre of the outline"
    GIVEN = "given by data/points.csv"


@dataclass
class Clues:
    """What the sources say of one commune's position."""

    town_hall: Point | None = None
    others: list[Point] = field(default_factory=list)
    outline: list[Ring] = field(default_factory=list)
    given: Point | None = None


def choose_point(clues: Clues) -> tuple[Point, Origin]:
    """The first clue that is believed. Raises LookupError when there is none."""
    if clues.given:
        return clues.given, Origin.GIVEN
    if not clues.outline:
        if clues.town_hall:
            return clues.town_hall, Origin.TOWN_HALL
        if clues.others:
            return clues.others[0], Origin.OTHER_TOWN_HALL
        raise LookupError("no town hall, no outline, and nothing in data/points.csv")
    if point := clues.town_hall:
        if _believed(point, clues.outline):
            return point, Origin.TOWN_HALL
        mirrored = Point(point.lat, -point.lon)
        if _believed(mirrored, clues.outline):
            return mirrored, Origin.SIGN_RESTORED
    for point in clues.others:
        if distance_to(clues.outline, point) == 0:
            return point, Origin.OTHER_TOWN_HALL
    return centre(clues.outline), Origin.CENTRE


def _believed(point: Point, outline: list[Ring]) -> bool:
    return distance_to(outline, point) <= BELIEVED_WITHIN_KM
