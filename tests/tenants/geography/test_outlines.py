import struct

import pytest

from tenants.geography.outlines import (
    Point,
    centre,
    distance_to,
    holds,
    read_outer_rings,
    read_point,
)
from tenants.geography.townhalls import Clues, Origin, choose_point

# A square of 0.1 degree at the latitude of Reims, and the same with a bay in its eastern side.
SQUARE = [
    Point(49.2, 4.0),
    Point(49.2, 4.1),
    Point(49.3, 4.1),
    Point(49.3, 4.0),
    Point(49.2, 4.0),
]
MIDDLE = Point(49.25, 4.05)
CRESCENT = [*SQUARE[:2], Point(49.25, 4.01), *SQUARE[2:]]


def wkb(*polygons):
    """Hexadecimal WKB of a multipolygon; each polygon is a list of rings."""

    def polygon(rings):
        packed = struct.pack("<BII", 1, 3, len(rings))
        for ring in rings:
            packed += struct.pack("<I", len(ring))
            packed += b"".join(struct.pack("<dd", point.lon, point.lat) for point in ring)
        return packed

    whole = b"".join(map(polygon, polygons))
    if len(polygons) == 1:
        return whole.hex()
    return (struct.pack("<BII", 1, 6, len(polygons)) + whole).hex()


def test_a_point_is_read_latitude_first():
    assert read_point(struct.pack("<BIdd", 1, 1, 4.03, 49.26).hex()) == Point(49.26, 4.03)


def test_outer_rings_are_read_and_holes_left_out():
    hole = [MIDDLE, Point(49.26, 4.05), Point(49.26, 4.06), MIDDLE]
    assert read_outer_rings(wkb([SQUARE, hole], [CRESCENT])) == [SQUARE, CRESCENT]
    assert read_outer_rings(wkb([SQUARE, hole])) == [SQUARE]


def test_a_point_is_inside_or_outside():
    assert holds(SQUARE, MIDDLE)
    assert not holds(SQUARE, Point(49.25, 4.2))
    assert not holds(CRESCENT, MIDDLE)


def test_the_distance_to_an_outline_is_in_kilometres_and_none_inside():
    assert distance_to([SQUARE], MIDDLE) == 0
    assert distance_to([SQUARE], Point(49.31, 4.05)) == pytest.approx(1.1, abs=0.05)
    assert distance_to([SQUARE], Point(49.25, 4.114)) == pytest.approx(1.0, abs=0.05)


def test_the_centre_is_that_of_the_largest_piece():
    small = [Point(48, 2), Point(48, 2.01), Point(48.01, 2.01), Point(48, 2)]
    assert centre([small, SQUARE]) == pytest.approx(MIDDLE)


def test_a_centre_that_falls_outside_is_moved_to_the_outline():
    bay = [*SQUARE[:2], Point(49.25, 4.001), *SQUARE[2:]]
    assert not holds(bay, MIDDLE)
    assert centre([bay]) in bay or holds(bay, centre([bay]))


@pytest.mark.parametrize(
    ("clues", "chosen"),
    [
        (Clues(town_hall=MIDDLE, outline=[SQUARE]), (MIDDLE, Origin.TOWN_HALL)),
        (
            Clues(town_hall=Point(49.31, 4.05), outline=[SQUARE]),
            (Point(49.31, 4.05), Origin.TOWN_HALL),
        ),
        (
            Clues(town_hall=Point(49.25, -4.05), outline=[SQUARE]),
            (MIDDLE, Origin.SIGN_RESTORED),
        ),
        (
            Clues(others=[Point(45, 5), Point(49.26, 4.06)], outline=[SQUARE]),
            (Point(49.26, 4.06), Origin.OTHER_TOWN_HALL),
        ),
        (Clues(town_hall=MIDDLE), (MIDDLE, Origin.TOWN_HALL)),
        (Clues(others=[MIDDLE]), (MIDDLE, Origin.OTHER_TOWN_HALL)),
        (
            Clues(town_hall=MIDDLE, outline=[SQUARE], given=Point(1, 2)),
            (Point(1, 2), Origin.GIVEN),
        ),
    ],
)
def test_the_first_clue_that_is_believed_is_chosen(clues, chosen):
    assert choose_point(clues) == chosen


def test_a_town_hall_in_another_commune_gives_way_to_the_centre():
    point, origin = choose_point(Clues(town_hall=Point(45.0, 5.0), outline=[SQUARE]))
    assert origin is Origin.CENTRE
    assert point == pytest.approx(MIDDLE)


def test_a_commune_without_any_clue_is_an_error():
    with pytest.raises(LookupError):
        choose_point(Clues())
