"""Finding the typed code of a place by its name: regions, départements, EPCI, communes; and what
has become of those that are no more."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import Count, Q, Sum

from tenants.folding import fold
from tenants.geography.codes import parse_code
from tenants.geography.models import Commune, Departement, Epci, Region
from tenants.geography.suggest import suggest

MOST = 12


@dataclass(frozen=True)
class Zone:
    """`code` is typed: "epci:200067213"; `communes` and `inhabitants` are how many it has. A group
    that is no more has none: `now` is as in PastZone."""

    code: str
    name: str
    communes: int
    inhabitants: int
    now: tuple[str, ...] = ()


@dataclass(frozen=True)
class PastZone:
    """One that is no more, and still brings its people: `now` are the zones that have them today,
    each by its name and its typed code. `name` is empty when it is not known."""

    code: str
    name: str
    now: tuple[str, ...]


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


def zones_of_nobody(codes: Collection[str]) -> list[str]:
    """Those of these typed codes that no commune of today answers with, sorted."""
    held: set[str] = set()
    for commune in Commune.objects.in_zones(codes):
        held.update(commune.place_codes)
    return sorted(set(codes) - held)


def past_zones(codes: Collection[str]) -> list[PastZone]:
    """Those of these typed codes whose group or commune is no more, sorted."""
    communes = {parse_code(code).code for code in codes if code.startswith("commune:")}
    held = Q(past_zones__overlap=list(codes)) | Q(former_codes__overlap=list(communes))
    holders = list(Commune.objects.open().filter(held).select_related("epci").order_by("pk"))
    found = (_past(code, holders) for code in sorted(codes)) if holders else ()
    return [one for one in found if one]


def _past(code, holders):
    kind, number = parse_code(code)
    model = {"commune": Commune, "epci": Epci}.get(kind)
    theirs = [one for one in holders if code in one.past_zones or number in one.former_codes]
    if model is None or not theirs:
        return None
    if Commune.objects.open().filter(**{"pk" if model is Commune else "epci": number}).exists():
        return None
    known = model.objects.filter(pk=number).first()
    whole = [one.epci if model is Epci and one.epci else one for one in theirs]
    now = {f"{one.name} ({type(one).__name__.lower()}:{one.pk})": None for one in whole}
    return PastZone(code, known.name if known else "", tuple(now))


def _named(kind, model, way, words):
    # As in CommuneQuerySet.open and .whole.
    today = Q(**{f"{way}__closed_on": None, f"{way}__parent": None})
    counted = model.objects.annotate(
        communes_count=Count(way, filter=today), people=Sum(f"{way}__population", filter=today)
    ).order_by("-people")
    found = [
        Zone(f"{kind}:{one.pk}", one.name, one.communes_count, one.people or 0)
        for one in counted
        if all(word in fold(one.name).split() for word in words)
    ]
    past = {one.code: one.now for one in past_zones([x.code for x in found if not x.communes])}
    return [
        replace(one, now=past.get(one.code, ()))
        for one in found
        if one.communes or one.code in past
    ]
