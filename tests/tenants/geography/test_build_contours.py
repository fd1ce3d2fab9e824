import io
import json
import zipfile

from tenants.geography.build_contours import build_contours
from tenants.geography.lines import decode
from tenants.geography.outlines import Point
from tests.tenants.geography.test_outlines import wkb

NOTHING = "\\N"
COLUMNS = ["code", "former_codes", "parent"]


def square(lat, lon, size=0.1):
    corners = [(0, 0), (0, size), (size, size), (size, 0), (0, 0)]
    return [Point(round(lat + up, 4), round(lon + right, 4)) for up, right in corners]


def row(code, ring=None, *, kind="COM", parent=NOTHING):
    return {
        "id": f"{kind}{code}",
        "code": code,
        "type": kind,
        "commune_parent_id": parent,
        "geometry": wkb([ring]) if ring else NOTHING,
    }


def built(rows, communes):
    """{member: its content}; `communes` are [code, former codes, city] each."""
    geography = {
        "columns": COLUMNS,
        "communes": communes,
        "departements": [["51", "Marne", "44"], ["69", "Rhône", "84"]],
    }
    with zipfile.ZipFile(io.BytesIO(build_contours(rows, geography, NOTHING))) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def extent(member, code):
    """(south, west, north, east) of an area, in degrees."""
    numbers = [n for polygon in member["areas"][code] for ring in polygon for n in ring]
    points = [v for n in numbers for v in decode(member["lines"][n if n >= 0 else ~n])]
    lats, lons = zip(*points, strict=True)
    return tuple(one / 10_000 for one in (min(lats), min(lons), max(lats), max(lons)))


def test_two_communes_that_merged_have_one_outline():
    members = built(
        [row("51001", square(49, 4)), row("51002", square(49, 4.1))], [["51001", "51002", ""]]
    )
    assert members["51.json"]["areas"].keys() == {"51001"}
    assert extent(members["51.json"], "51001") == (49.0, 4.0, 49.1, 4.2)


def test_a_commune_without_an_outline_has_those_of_its_parts_and_no_other_has():
    part = {"kind": "COMD", "parent": "COM51001"}
    drawn = {"kind": "COMD", "parent": "COM51003"}
    members = built(
        [
            row("51001"),
            row("51001", square(49, 4), **part),
            row("51002", square(49, 4.1), **part),
            row("51003", square(48, 4)),
            row("51004", square(48, 4.05, 0.01), **drawn),
        ],
        [["51001", "51002", ""], ["51003", "51004", ""]],
    )
    assert extent(members["51.json"], "51001") == (49.0, 4.0, 49.1, 4.2)
    assert len(members["51.json"]["areas"]["51003"]) == 1
    assert extent(members["51.json"], "51003") == (48.0, 4.0, 48.1, 4.1)


def test_a_departement_is_its_communes_together_and_arrondissements_do_not_count():
    members = built(
        [
            row("69123", square(45.7, 4.8)),
            row("69381", square(45.7, 4.8), kind="ARM"),
            row("69029", square(45.7, 4.9)),
            row("51001", square(49, 4)),
        ],
        [["69123", "", ""], ["69381", "", "69123"], ["69029", "", ""], ["51001", "", ""]],
    )
    country = members["france.json"]
    assert country["names"] == {"51": "Marne", "69": "Rhône"}
    assert extent(country, "69") == (45.7, 4.8, 45.8, 5.0)
    assert members["69.json"]["areas"].keys() == {"69123", "69381", "69029"}


def test_the_same_rows_give_the_same_file():
    rows, geography = (
        [row("51001", square(49, 4))],
        {
            "columns": COLUMNS,
            "communes": [["51001", "", ""]],
            "departements": [["51", "Marne", "44"]],
        },
    )
    assert build_contours(rows, geography, NOTHING) == build_contours(rows, geography, NOTHING)
