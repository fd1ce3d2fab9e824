"""The file of contours that ships, and what is drawn from it: light, whole, without gaps."""

import json
from collections import defaultdict
from itertools import pairwise
from math import cos, radians

import pytest

from tenants.geography.contours import (
    CONTOURS_FILE,
    MAX_BYTES,
    departement_of,
    draw_communes,
    draw_departements,
)
from tenants.geography.dataset import read_dataset
from tenants.geography.lines import UNITS_A_DEGREE, decode, doubled_area
from tenants.geography.outlines import Point, distance_to

# Re-established after the outlines were drawn (data/SOURCES.md).
NOT_DRAWN = {"15031", "15035", "15047", "15171"}
OVERSEAS = ("98", "975", "977", "978")


@pytest.fixture(scope="module")
def rows_of():
    """{département: its communes and arrondissements}, those that have outlines."""
    found = defaultdict(list)
    for row in read_dataset().communes:
        if not row.code.startswith(OVERSEAS):
            found[departement_of(row.code)].append(row)
    return found


@pytest.fixture(scope="module")
def drawings(rows_of):
    return {one: draw_communes(pairs(rows)) for one, rows in rows_of.items()}


def pairs(rows):
    return tuple(sorted((row.code, row.name) for row in rows))


def sides_of(area):
    for polygon in area.polygons:
        for ring in polygon:
            yield from (frozenset(side) for side in pairwise(ring))


def in_degrees(area):
    return [
        [Point(lat / UNITS_A_DEGREE, lon / UNITS_A_DEGREE) for lat, lon in polygon[0]]
        for polygon in area.polygons
    ]


def test_the_file_is_small():
    assert CONTOURS_FILE.stat().st_size < 3_000_000


def test_each_departement_is_drawn_commune_by_commune_in_under_100_kb(rows_of, drawings):
    assert len(drawings) == 101
    for departement, drawing in drawings.items():
        assert drawing.kind == "commune"
        assert len(drawing.compact().encode()) < MAX_BYTES == 100_000
        expected = {row.code for row in rows_of[departement]} - NOT_DRAWN
        assert {area.code for area in drawing.areas} == expected


def test_a_contour_is_made_of_closed_rings_with_room_inside(drawings):
    for drawing in drawings.values():
        for area in drawing.areas:
            for polygon in area.polygons:
                for ring in polygon:
                    assert ring[0] == ring[-1]
            assert len(set(area.polygons[0][0])) >= 3, area.code


@pytest.mark.parametrize("departement", ["13", "29", "2A", "46", "51", "62", "69", "974"])
def test_a_town_hall_is_in_its_contour_or_near_it(departement, rows_of, drawings):
    """A town hall is believed up to 2 km from the outline: see data/SOURCES.md."""
    points = {row.code: Point(row.lat, row.lon) for row in rows_of[departement]}
    areas = drawings[departement].areas
    far = [distance_to(in_degrees(area), points[area.code]) for area in areas]
    assert sum(one == 0 for one in far) >= 0.93 * len(areas)
    assert sum(one < 2.2 for one in far) >= 0.99 * len(areas)


@pytest.mark.parametrize("departement", ["38", "46", "51", "62", "69"])
def test_neighbours_have_the_same_border_and_no_more_than_two_share_it(departement, drawings):
    """But for a city and its arrondissements, which are drawn one over the other."""
    areas_at = defaultdict(set)
    for area in drawings[departement].areas:
        if area.code != "69123":
            for side in sides_of(area):
                areas_at[side].add(area.code)
    shared = sum(len(codes) == 2 for codes in areas_at.values())
    assert max(len(codes) for codes in areas_at.values()) == 2
    # A border that each had simplified by itself would be nearly nobody's but its own.
    assert shared > 0.7 * len(areas_at)


def test_two_territories_that_touch_have_the_same_border_on_one_drawing(rows_of):
    both = draw_communes(pairs(rows_of["51"] + rows_of["02"]))
    codes_at = defaultdict(set)
    for area in both.areas:
        for side in sides_of(area):
            codes_at[side].add(departement_of(area.code))
    assert sum(codes == {"51", "02"} for codes in codes_at.values()) > 50


def test_a_city_and_its_arrondissements_are_both_there(drawings):
    codes = {area.code for area in drawings["69"].areas}
    assert {"69123", "69381", "69389"} <= codes


def test_a_commune_that_merged_since_is_drawn_whole(rows_of, drawings):
    [orée] = [area for area in drawings["49"].areas if area.code == "49126"]
    assert orée.name == "Orée d'Anjou"
    square_km = doubled_area(orée.polygons[0][0]) / 2 * 0.01112**2 * cos(radians(47.3))
    assert 150 < square_km < 165  # 157, of which the first of its nine parts has 34


def test_fewer_communes_are_drawn_in_more_detail(rows_of):
    reims = tuple((row.code, row.name) for row in rows_of["51"] if row.code == "51454")
    [alone] = draw_communes(reims).areas
    [among] = [one for one in draw_communes(pairs(rows_of["51"])).areas if one.code == "51454"]
    assert len(alone.polygons[0][0]) >= len(among.polygons[0][0])


def test_too_many_communes_are_drawn_by_departement(rows_of):
    everybody = tuple(pair for rows in rows_of.values() for pair in pairs(rows))
    drawing = draw_communes(everybody)
    assert drawing.kind == "departement"
    assert len(drawing.areas) == 101
    assert len(drawing.compact().encode()) < MAX_BYTES


def test_the_country_is_drawn_by_departement():
    drawing = draw_departements()
    assert {("51", "Marne"), ("2A", "Corse-du-Sud"), ("976", "Mayotte")} <= {
        (area.code, area.name) for area in drawing.areas
    }
    assert len(drawing.compact().encode()) < MAX_BYTES


def test_a_commune_without_an_outline_is_left_out():
    drawing = draw_communes((("15031", "Celles"), ("98735", "Papeete"), ("15141", "Neussargues")))
    assert [area.code for area in drawing.areas] == ["15141"]


def test_nothing_to_draw_is_an_empty_drawing():
    assert draw_communes((("98735", "Papeete"),)).areas == ()


def test_the_compact_form_and_geojson_say_the_same(rows_of):
    drawing = draw_communes(pairs(rows_of["2A"]))
    compact, geojson = json.loads(drawing.compact()), drawing.geojson()
    assert compact["decimals"] == 4
    for (code, name, rings), feature in zip(compact["areas"], geojson["features"], strict=True):
        assert (code, name) == (feature["id"], feature["properties"]["name"])
        flat = [ring for polygon in feature["geometry"]["coordinates"] for ring in polygon]
        assert [decode(ring) for ring in rings] == [
            [(round(lat * 10_000), round(lon * 10_000)) for lon, lat in ring] for ring in flat
        ]
