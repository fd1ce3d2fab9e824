"""The places that figures are told of, from the country to a territory, and what lies in what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.country.models import PlaceFigures
from tenants.geography.codes import FRANCE
from tenants.geography.models import Departement, Region
from tenants.models import CoveredCommune, Territory

Kind = PlaceFigures.Kind


@dataclass(frozen=True)
class Level:
    """A place, and the one that it lies in (empty for the country)."""

    kind: Kind
    name: str
    parent: str = ""
    territory: Territory | None = None


def known_places() -> dict[str, Level]:
    """{place: Level}. A territory lies in the département where most of its inhabitants live, and
    nowhere else: nothing is counted twice. Without a commune, it lies in the country alone."""
    places = {FRANCE: Level(Kind.COUNTRY, "France")}
    for region in Region.objects.all():
        places[f"region:{region.pk}"] = Level(Kind.REGION, region.name, FRANCE)
    for one in Departement.objects.all():
        parent = f"region:{one.region_id}"
        places[f"departement:{one.pk}"] = Level(Kind.DEPARTEMENT, str(one), parent)
    homes = homes_of(CoveredCommune.objects.by_departement())
    for territory in Territory.objects.exclude(status=Territory.Status.SPARE):
        home = homes.get(territory.pk)
        parent = f"departement:{home}" if home else FRANCE
        places[place_of(territory)] = Level(Kind.TERRITORY, str(territory), parent, territory)
    return places


def place_of(territory: Territory) -> str:
    return f"territory:{territory.slug}"


def homes_of(covered: Iterable[tuple[int, str, int, int]]) -> dict[int, str]:
    """{territory: its département}, from (territory, département, communes, inhabitants)."""
    most: dict[int, tuple[int, str]] = {}
    for territory, departement, _communes, inhabitants in covered:
        most[territory] = max(most.get(territory, (-1, "")), (inhabitants, departement))
    return {territory: departement for territory, (_inhabitants, departement) in most.items()}


def above(place: str, places: Mapping[str, Level]) -> list[str]:
    """The places that this one lies in, the widest first."""
    parent = places[place].parent
    return [*above(parent, places), parent] if parent else []
