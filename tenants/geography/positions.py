"""Where all communes are, for a device that finds its own: it says the code, never the position."""

from functools import cache

from tenants.geography.places import gazetteer

A_DEGREE = 1000


@cache
def town_halls() -> dict[str, list[int]]:
    """{département: [number, latitude, longitude, …]}: three whole numbers a commune, each the
    difference with the commune before; the number ends its INSEE code, degrees are multiplied by
    1,000. In Paris, Lyon and Marseille, the arrondissements."""
    places = gazetteer()
    found: dict[str, list[int]] = {}
    last: dict[str, tuple[int, int, int]] = {}
    for row in sorted(places.rows, key=lambda one: one.code):
        if places.ranks[row.code] in places.arrondissements:
            continue
        number = int(row.code.removeprefix(row.departement))
        here = (number, round(row.lat * A_DEGREE), round(row.lon * A_DEGREE))
        before = last.get(row.departement, (0, 0, 0))
        found.setdefault(row.departement, []).extend(
            now - then for now, then in zip(here, before, strict=True)
        )
        last[row.departement] = here
    return found
