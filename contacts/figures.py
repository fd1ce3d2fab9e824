"""Figures that tell nothing of one person: small numbers are hidden, and with them the others that
would give them away by a subtraction.

A column adds up to its total, and the ends of a row to no more than its requests: whoever reads the
table knows both. Hidden numbers all look the same, whether they are small or hidden with one.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

FEWEST = 5
TOTAL = "total"
Column = tuple[str, str]
Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True)
class Line:
    """Cells of which a reader knows that the parts add up to the total; when `open`, to no more
    than the total, as there is a rest that is not shown."""

    total: Hashable
    parts: tuple[Hashable, ...]
    open: bool = False


@dataclass(frozen=True)
class Figures:
    """`shown` holds {(row, column): count} without what is hidden; TOTAL is a row."""

    rows: tuple[Hashable, ...]
    shown: Mapping[tuple[Hashable, Column], int]
    medians: Mapping[Hashable, int]

    def count(self, row: Hashable, column: Column) -> int | None:
        """None is hidden."""
        return self.shown.get((row, column))

    def share(self, row: Hashable, part: Column, others: Sequence[Column]) -> int | None:
        """Percent of `part` among itself and the others; None as soon as one of them is hidden."""
        counts = [self.count(row, one) for one in (part, *others)]
        if any(count is None for count in counts):
            return None
        return round(100 * counts[0] / sum(counts))


def tabulate(
    counted: Iterable[tuple[Hashable, str, str, int]],
    *,
    columns: Sequence[Column],
    sent: Column,
    ends: Sequence[Column],
    hours: str,
) -> Figures:
    """`counted` holds (row, fact, detail, count); `sent` and `ends` are columns too. Facts `hours`
    have how many hours as their detail, and make the medians."""
    counted = list(counted)
    cells: dict[tuple[Hashable, Column], int] = {}
    lasted: dict[Hashable, dict[int, int]] = {}
    rows = dict.fromkeys(row for row, *_rest in counted)
    for row in (*rows, TOTAL):
        lasted[row] = {}
        cells |= {(row, column): 0 for column in columns}
    for row, fact, detail, count in counted:
        for place in (row, TOTAL):
            if fact == hours:
                lasted[place][int(detail)] = lasted[place].get(int(detail), 0) + count
            elif (fact, detail) in columns:
                cells[place, (fact, detail)] += count
    down = [
        Line((TOTAL, column), tuple((row, column) for row in rows)) for column in columns if rows
    ]
    across = [
        Line((row, sent), tuple((row, end) for end in ends), open=True) for row in (*rows, TOTAL)
    ]
    hidden = hide(cells, [*down, *across])
    medians = {
        row: median(spread) for row, spread in lasted.items() if sum(spread.values()) >= FEWEST
    }
    shown = {key: count for key, count in cells.items() if key not in hidden}
    return Figures(tuple(rows), shown, medians)


def hide(
    cells: Mapping[Cell, int], lines: Sequence[Line], *, already: Iterable[Cell] = ()
) -> frozenset[Cell]:
    """The cells that must not be shown: those under FEWEST, those `already` hidden for another
    reason, and as many of the others, the smallest first, as it takes for no line to give a hidden
    one away."""
    hidden = {key for key, count in cells.items() if count < FEWEST} | set(already)
    while given_away := [line for line in lines if _tells(line, cells, hidden)]:
        for line in given_away:
            if _tells(line, cells, hidden):
                shown = [part for part in line.parts if part not in hidden]
                hidden.add(min(shown, key=cells.__getitem__) if shown else line.total)
    return frozenset(hidden)


def _tells(line: Line, cells: Mapping[Hashable, int], hidden: set[Hashable]) -> bool:
    """Whether a subtraction gives a hidden cell of this line, or bounds it closely."""
    parts = [part for part in line.parts if part in hidden]
    if line.total in hidden:
        return not line.open and not parts
    if not parts:
        return False
    shown = sum(cells[part] for part in line.parts if part not in hidden)
    unknown = cells[line.total] - shown
    return unknown < FEWEST or (len(parts) < 2 and not line.open)


def median(spread: Mapping[int, int]) -> int:
    """The lower middle value of {value: how many times}."""
    middle, passed = (sum(spread.values()) + 1) // 2, 0
    for value in sorted(spread):
        passed += spread[value]
        if passed >= middle:
            return value
    raise ValueError("A median of nothing.")
