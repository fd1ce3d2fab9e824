"""What zones come to, and what changes for people, offers and requests when a territory has
others."""

from collections import Counter
from dataclasses import dataclass, field

from contacts.models import ContactRequest
from search.models import CatalogueOffer
from tenants.coverage import Coverage
from tenants.geography.models import Commune
from tenants.geography.zones import PastZone, past_zones
from tenants.models import CoveredCommune, Territory
from tenants.provisioning import communes_in


@dataclass(frozen=True)
class Reach:
    """What zones come to. `communes` are {INSEE code: name}, without the arrondissements of Paris,
    Lyon and Marseille; `conflicts` are [(open territory, how many of them it has)]; `past` are
    those of the zones that are no more."""

    communes: dict[str, str] = field(default_factory=dict)
    inhabitants: int = 0
    conflicts: tuple[tuple[Territory, int], ...] = ()
    past: tuple[PastZone, ...] = ()


@dataclass(frozen=True)
class Change:
    """`gained` and `lost` are {INSEE code: name}; `offers` are those of the territory that would
    reach nobody there any more; `requests` are open ones from the communes that leave."""

    reach: Reach
    gained: dict[str, str]
    lost: dict[str, str]
    offers: tuple[CatalogueOffer, ...]
    requests: int

    @property
    def is_one(self) -> bool:
        return bool(self.gained or self.lost)


def reach_of(coverage: Coverage, territory: Territory | None = None) -> Reach:
    """In a few queries, however wide it is; what `territory` has is its own."""
    codes = communes_in(coverage)
    whole = list(Commune.objects.whole().filter(pk__in=codes).order_by("pk"))
    holders = Counter(
        CoveredCommune.objects.filter(commune__in=[one.pk for one in whole])
        .exclude(territory=territory)
        .values_list("territory", flat=True)
    )
    return Reach(
        communes={one.pk: one.name for one in whole},
        inhabitants=sum(one.population or 0 for one in whole),
        conflicts=tuple((one, holders[one.pk]) for one in Territory.objects.filter(pk__in=holders)),
        past=tuple(past_zones(coverage.included | coverage.excluded)),
    )


def what_changes(territory: Territory, coverage: Coverage) -> Change:
    """Should the territory have these zones; nothing is changed."""
    reach = reach_of(coverage, territory)
    before = dict(
        territory.communes.filter(commune__parent=None).values_list("commune", "commune__name")
    )
    lost = {code: name for code, name in before.items() if code not in reach.communes}
    kept = Commune.objects.filter(pk__in=reach.communes).select_related("departement")
    places = [one.place_codes for one in kept]
    alone = [
        offer
        for offer in CatalogueOffer.objects.live().filter(territory=territory).order_by("pk")
        if not any(_reaches(offer, codes) for codes in places)
    ]
    gone = [*lost, *Commune.objects.filter(parent__in=lost).values_list("pk", flat=True)]
    return Change(
        reach=reach,
        gained={code: name for code, name in reach.communes.items() if code not in before},
        lost=lost,
        offers=tuple(alone),
        requests=ContactRequest.objects.open()
        .filter(territory=territory, commune__in=gone)
        .count(),
    )


def _reaches(offer: CatalogueOffer, place_codes: tuple[str, ...]) -> bool:
    return Coverage(frozenset(offer.included), frozenset(offer.excluded)).holds(place_codes)
