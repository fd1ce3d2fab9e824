"""What there is for young people in a place: communes covered, territories, offers, gaps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from portal.country.places import Level, above, place_of
from portal.territories import shown_territories
from search.gaps import Gap, Spot, gaps, read_reaches
from search.models import CatalogueOffer, Mode
from tenants.geography.models import Commune
from tenants.models import CoveredCommune, Territory
from themes.models import Theme

# Half a year: how often most offers are to be looked at again.
FRESH = timedelta(days=183)
COUNTED = ("all", *Mode.values, "verified")
# By name, as deep as it takes: {"offers": {"housing": {"all": 12}}}.
Numbers = dict


def supply_of(places: Mapping[str, Level], lacking: Mapping, on: date) -> dict[str, Numbers]:
    """{place: its numbers}, see PlaceFigures. What a territory has counts in all the places that it
    lies in; a commune counts in its own département, whichever its territory's is."""
    found: dict[str, Numbers] = {place: {} for place in places}
    offers = _offers(on)
    for place, level in places.items():
        if level.territory:
            own: Numbers = {"offers": offers.get(level.territory.pk, {})}
            if not level.territory.is_national:
                own["territories"] = {level.territory.status: 1}
            if place in lacking:
                own["gaps"] = _counts(lacking[place], level.territory)
            _add_upwards(found, places, place, own)
    _add_coverage(found, places)
    return found


def lacking_in(territories: Iterable[Territory], on: date) -> dict[str, dict[str, Gap]]:
    """{place: {theme: Gap}} of territories that are open, for the themes that they opened: what a
    young person who lives there finds on their site."""
    return {place_of(one): _gaps(one, on) for one in territories}


def add(into: Numbers, other: Numbers) -> None:
    """Add numbers to those of the same name, however deep."""
    for name, number in other.items():
        if isinstance(number, dict):
            add(into.setdefault(name, {}), number)
        else:
            into[name] = into.get(name, 0) + number


def _gaps(territory: Territory, on: date) -> dict[str, Gap]:
    communes = Commune.objects.whole().filter(coverage__territory=territory)
    spots = [
        Spot(one.code, frozenset(one.place_codes), (one.lat, one.lon))
        for one in communes.select_related("departement")
    ]
    offers = CatalogueOffer.objects.live().usable_on(on)
    reaches = read_reaches(offers.of_territories(shown_territories(territory)))
    themes = Theme.objects.current(territory).values_list("key", flat=True)
    return gaps(spots, reaches, themes)


def _counts(lacking: Mapping[str, Gap], territory: Territory) -> Numbers:
    return {
        theme: {
            "asked": territory.communes_count,
            "nothing": len(gap.nothing),
            "far": len(gap.far),
        }
        for theme, gap in lacking.items()
    }


def _offers(on: date) -> dict[int, Numbers]:
    """{territory: {theme: {"all": offers, …}}}"""
    found: dict[int, Numbers] = defaultdict(dict)
    for row in CatalogueOffer.objects.live().by_theme(on - FRESH):
        found[row["territory"]][row["theme"]] = {name: row[name] for name in COUNTED}
    return found


def _add_coverage(found: dict[str, Numbers], places: Mapping[str, Level]) -> None:
    known = {level.territory.pk: place for place, level in places.items() if level.territory}
    served = set(Territory.objects.local().values_list("pk", flat=True))
    for territory, departement, communes, people in CoveredCommune.objects.by_departement():
        covered = {"communes": communes, "inhabitants": people}
        add(found[known[territory]], covered)
        if territory in served:
            _add_upwards(found, places, f"departement:{departement}", covered)
    for departement, (communes, people) in Commune.objects.by_departement().items():
        whole = {"of_communes": communes, "of_inhabitants": people}
        _add_upwards(found, places, f"departement:{departement}", whole)


def _add_upwards(
    found: dict[str, Numbers], places: Mapping[str, Level], place: str, numbers: Numbers
) -> None:
    for there in (place, *above(place, places)):
        add(found[there], numbers)
