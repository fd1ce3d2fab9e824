"""Finding the typed code of a place by its name: regions, départements, EPCI, communes."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from tenants.folding import fold
from tenants.geography.models import Commune, Departement, Epci, Region
from tenants.geography.suggest import suggest

MOST = 12


@dataclass(frozen=True)
class Zone:
    """`code` is typed: "epci:200067213"; `communes` and `inhabitants` are how many it has."""

    code: str
    name: str
    communes: int
    inhabitants: int


def find_zones(text: str) -> list[Zone]:
    """Those whose name has all these words, the widest first; no more than MOST."""
    words = fold(text).split()
    if not words:
        return []
    found = [
        *_named("region", Region, "departements__communes", words),
        *_named("departement", Departement, "communes", words),
        *_named("epci", Epci, "communes", words),
    ]
    room = max(3, MOST - len(found))
    communes = Commune.objects.in_bulk([place.code for place in suggest(text, room)])
    found = found[: MOST - min(room, len(communes))]
    return found + [
        Zone(f"commune:{one.pk}", one.name, 1, one.population or 0) for one in communes.values()
    ]


def _named(kind, model, way, words):
    # As in CommuneQuerySet.open and .whole.
    today = Q(**{f"{way}__closed_on": None, f"{way}__parent": None})
    counted = model.objects.annotate(
        communes_count=Count(way, filter=today), people=Sum(f"{way}__population", filter=today)
    ).order_by("-people")
    return [
        Zone(f"{kind}:{one.pk}", one.name, one.communes_count, one.people or 0)
        for one in counted
        if all(word in fold(one.name).split() for word in words)
    ]
