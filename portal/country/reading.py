"""What the figures of a place say, worked out of what is kept of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from contacts.figures import TOTAL, Figures
from portal.commitments.figures_table import COLUMNS, IN_TIME, LATE, SENT
from portal.country.counting import key_of
from portal.country.models import PlaceFigures


@dataclass(frozen=True)
class Supply:
    """What there is in a place; see PlaceFigures."""

    numbers: dict

    def __getitem__(self, name: str) -> int:
        return self.numbers.get(name, 0)

    @property
    def open_territories(self) -> int:
        return self.territories.get("open", 0)

    @property
    def territories(self) -> dict[str, int]:
        return self.numbers.get("territories", {})

    @property
    def by_theme(self) -> dict[str, dict[str, int]]:
        return self.numbers.get("offers", {})

    @property
    def gaps(self) -> dict[str, dict[str, int]]:
        return self.numbers.get("gaps", {})

    def offers(self, name: str = "all") -> int:
        return sum(theme[name] for theme in self.by_theme.values())

    @property
    def share_covered(self) -> int | None:
        return percent(self["inhabitants"], self["of_inhabitants"])

    @property
    def share_verified(self) -> int | None:
        return percent(self.offers("verified"), self.offers())

    @property
    def share_lacking(self) -> int | None:
        """Of communes and themes together, those without any offer."""
        gaps = self.gaps.values()
        return percent(sum(one["nothing"] for one in gaps), sum(one["asked"] for one in gaps))


def percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def figures_of(place: PlaceFigures, inside: Sequence[PlaceFigures] = ()) -> Figures:
    """What may be shown of its requests, in rows of the places that lie in it; its own is the
    total."""
    rows = {TOTAL: place, **{one.place: one for one in inside}}
    return Figures(
        rows=tuple(one.place for one in inside),
        shown={
            (row, column): one.requests["totals"][key_of(column)]
            for row, one in rows.items()
            for column in COLUMNS
            if key_of(column) in one.requests.get("totals", ())
        },
        medians={
            row: hours
            for row, one in rows.items()
            if (hours := one.requests.get("median_hours")) is not None
        },
    )


def sent_of(place: PlaceFigures) -> int | None:
    return figures_of(place).count(TOTAL, SENT)


def share_in_time(place: PlaceFigures) -> int | None:
    return figures_of(place).share(TOTAL, IN_TIME, [LATE])


def measures_of(place: PlaceFigures) -> dict[str, float | None]:
    """What territories are compared by."""
    supply, sent = Supply(place.supply), sent_of(place)
    people = supply["inhabitants"]
    return {
        "offers": 10_000 * supply.offers() / people if people else None,
        "lacking": supply.share_lacking,
        "verified": supply.share_verified,
        "sent": 10_000 * sent / people if people and sent is not None else None,
        "in_time": share_in_time(place),
        "hours": place.requests.get("median_hours"),
    }
