"""Where something applies: typed zones taken in and left out.

A zone is a text such as `epci:200067213`; a leading `-` leaves the zone out. A place answers with
all its codes (`commune:51454`, `epci:200067213`, `departement:51`, `region:44`, `pays:FR`,
`europe`), so coverage is two set comparisons and needs no geometry.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tenants.geography.codes import parse_code


@dataclass(frozen=True)
class Coverage:
    included: frozenset[str]
    excluded: frozenset[str] = frozenset()

    def holds(self, place_codes: Collection[str]) -> bool:
        """Whether the place is in a zone taken in and in none left out."""
        return not self.included.isdisjoint(place_codes) and self.excluded.isdisjoint(place_codes)


def read_zones(zones: Iterable[str]) -> Coverage:
    """From `["epci:200067213", "-commune:51454"]`; a `+` says what no sign says too.

    Raises ValueError on a zone that is not one.
    """
    included: set[str] = set()
    excluded: set[str] = set()
    for zone in zones:
        kept = excluded if zone.startswith("-") else included
        code = zone[1:] if zone.startswith(("+", "-")) else zone
        parse_code(code)
        kept.add(code)
    return Coverage(frozenset(included), frozenset(excluded))


def write_zones(coverage: Coverage) -> list[str]:
    return sorted(coverage.included) + sorted(f"-{code}" for code in coverage.excluded)


def validate_zone(code: str) -> None:
    try:
        parse_code(code)
    except ValueError as error:
        raise ValidationError(
            _("“%(code)s” is not a zone we know: type a commune, a département or a region."),
            params={"code": code},
        ) from error


def validate_zone_or_left_out(zone: str) -> None:
    """Of `read_zones`: a leading `-` leaves it out."""
    validate_zone(zone.removeprefix("-"))
