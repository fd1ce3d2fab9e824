"""Figures of places that lie in one another, by month and together: what one place hides is not to
be found on another's page.

The places are a tree, and a column adds up from the leaves. Over all months together, cells are
hidden one by one, as in `contacts.figures`. The months of a column are shown whole or not at all:
with months hidden here and there a subtraction across places and months could find one of them;
where whole rows are hidden, whatever is added to one month can be taken from another.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contacts.figures import FEWEST, Column, Line, hide, median

Place = str
# The first day of one; none for what is told of no month, such as hours.
Month = date
Tree = Mapping[Place, Place | None]


@dataclass(frozen=True)
class Nested:
    """Of one place, without what is hidden: {column: count}, {column: {month: count}}."""

    totals: Mapping[Column, int]
    months: Mapping[Column, Mapping[Month, int]]
    median: int | None


def nest(
    counted: Iterable[tuple[Place, Month | None, str, str, int]],
    *,
    parents: Tree,
    months: Sequence[Month],
    columns: Sequence[Column],
    monthly: Sequence[Column],
    sent: Column,
    ends: Sequence[Column],
    hours: str,
) -> dict[Place, Nested]:
    """Of each place of the tree (`{place: the one that it lies in}`). `counted` holds (leaf, month,
    fact, detail, count), of these months alone; facts `hours` have how many hours as their detail.
    """
    totals = {(place, column): 0 for place in parents for column in columns}
    by_month = {
        column: {(place, month): 0 for place in parents for month in months} for column in monthly
    }
    lasted: dict[Place, dict[int, int]] = {place: defaultdict(int) for place in parents}
    for leaf, month, fact, detail, count in counted:
        column = (fact, detail)
        for place in _upwards(leaf, parents):
            if fact == hours:
                lasted[place][int(detail)] += count
            elif column in columns:
                totals[place, column] += count
            if month and column in by_month:
                by_month[column][place, month] += count
    children = _children(parents)
    hidden = hide(
        totals,
        [
            *(_adds_up(place, parts, column) for place, parts in children for column in columns),
            *(
                Line((place, sent), tuple((place, end) for end in ends), open=True)
                for place in parents
            ),
        ],
    )
    told = {
        column: parents.keys()
        - _without_months(
            by_month[column],
            children,
            months,
            already={place for place, one in hidden if one == column},
        )
        for column in monthly
    }
    return {
        place: Nested(
            {one: totals[place, one] for one in columns if (place, one) not in hidden},
            {
                one: {month: by_month[one][place, month] for month in months}
                for one in monthly
                if place in told[one]
            },
            median(spread) if sum(spread.values()) >= FEWEST else None,
        )
        for place, spread in lasted.items()
    }


def _without_months(
    cells: Mapping[tuple[Place, Month], int],
    children: Sequence[tuple[Place, Sequence[Place]]],
    months: Sequence[Month],
    *,
    already: set[Place],
) -> set[Place]:
    """The places of which no month may be shown."""
    lines = [_adds_up(place, parts, month) for place, parts in children for month in months]
    while True:
        whole = ((place, month) for place in already for month in months)
        found = {place for place, _month in hide(cells, lines, already=whole)}
        if found == already:
            return found
        already = found


def _adds_up(place: Place, parts: Sequence[Place], of: Hashable) -> Line:
    return Line((place, of), tuple((part, of) for part in parts))


def _children(parents: Tree) -> list[tuple[Place, list[Place]]]:
    found = defaultdict(list)
    for place, parent in parents.items():
        if parent is not None:
            found[parent].append(place)
    return list(found.items())


def _upwards(place: Place | None, parents: Tree) -> Iterable[Place]:
    while place is not None:
        yield place
        place = parents[place]
