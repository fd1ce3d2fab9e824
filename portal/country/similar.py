"""A territory among those like it: averages of at least three others, none of them named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

FEWEST_OTHERS = 3
# As many inhabitants, from half to twice.
FACTOR = 2


@dataclass(frozen=True)
class Peer:
    """`measures` by name; None is hidden, or makes no sense there."""

    inhabitants: int
    measures: Mapping[str, float | None]


@dataclass(frozen=True)
class Compared:
    own: float | None
    average: float
    others: int


def is_similar(own: int, other: int) -> bool:
    """By their numbers of inhabitants."""
    return 0 < own <= FACTOR * other and other <= FACTOR * own


def compare(own: Peer, others: Iterable[Peer]) -> dict[str, Compared]:
    """Each measure that at least three similar others show."""
    similar = [one for one in others if is_similar(own.inhabitants, one.inhabitants)]
    found = {}
    for name, mine in own.measures.items():
        theirs = [value for one in similar if (value := one.measures.get(name)) is not None]
        if len(theirs) >= FEWEST_OTHERS:
            found[name] = Compared(mine, fmean(theirs), len(theirs))
    return found
