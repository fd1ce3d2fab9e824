"""What somebody follows of the country: all of it, the zones of their mandates, or nothing."""

from dataclasses import dataclass
from datetime import date

from tenants.accounts.models import Mandate, User
from tenants.geography.models import Commune
from tenants.models import NATIONAL, Territory


@dataclass(frozen=True)
class Perimeter:
    """`zones` are typed codes (`region:44`, `departement:51`); `everywhere` is the country."""

    everywhere: bool = False
    zones: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.zones)

    def communes(self):
        """The open communes of this perimeter (a QuerySet)."""
        return Commune.objects.open() if self.everywhere else Commune.objects.in_zones(self.zones)

    def territories(self):
        """The territories that have a commune in this perimeter, whatever their status but spare,
        the national site left out (a QuerySet)."""
        known = Territory.objects.exclude(status=Territory.Status.SPARE)
        known = known.exclude(schema_name=NATIONAL)
        if self.everywhere:
            return known
        return known.filter(communes__commune__in=self.communes()).distinct()


def perimeter_of(user: User, on: date) -> Perimeter:
    """That of a person on this day: the country for a national admin."""
    if not user.is_active:
        return Perimeter()
    if user.is_superuser:
        return Perimeter(everywhere=True)
    mandates = Mandate.objects.valid_on(on).filter(user=user)
    return Perimeter(zones=frozenset(mandates.values_list("zone", flat=True)))
