"""What somebody follows of the country: all of it, the zones of their mandates, or nothing."""

from dataclasses import dataclass
from datetime import date

from tenants.accounts.models import Mandate, User
from tenants.geography.models import Commune
from tenants.models import NATIONAL, Territory
from tenants.rights import COUNTRY, READ, Domain, Grant, Who, roles_that


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


def grants_of_the_country(user: User) -> frozenset[Grant]:
    """What somebody is at the national level; no query."""
    national = user.is_active and user.is_superuser
    return frozenset({Grant(Who.NATIONAL, COUNTRY)} if national else ())


def perimeter_of(user: User, on: date, domain: Domain = Domain.FOLLOWING) -> Perimeter:
    """What a person reads of this domain on this day: the country for a national admin."""
    roles = roles_that(READ, domain)
    if any(grant.who in roles for grant in grants_of_the_country(user)):
        return Perimeter(everywhere=True)
    if not user.is_active:
        return Perimeter()
    mandates = Mandate.objects.held_by(user, on).filter(role__in=roles)
    return Perimeter(zones=frozenset(mandates.values_list("zone", flat=True)))
