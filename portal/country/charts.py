"""Bars drawn on the server: each with its name and its number in words, beside a table of both.

Made for the narrowest telephones: on a wider screen they only grow.
"""

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 320
# What a number in words takes behind the longest bar.
ROOM = 72
# Names stand above their bar; when all are as short as a month, beside it.
SHORT, BESIDE = 14, 136
STEP_ABOVE, STEP_BESIDE = 44, 26


@dataclass(frozen=True)
class Bar:
    """`said` is its number in words; empty: there is nothing to draw, it is hidden."""

    label: str
    said: str
    x: int
    y: int
    text_y: int
    width: int


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    width: int
    height: int


def draw(values: Iterable[tuple[str, int | None, str]]) -> Chart | None:
    """From (name, number, the number in words); None is hidden. Nothing to draw is None."""
    values = list(values)
    longest = max((number or 0 for _label, number, _said in values), default=0)
    if not longest:
        return None
    beside = all(len(label) <= SHORT for label, _number, _said in values)
    x, step = (BESIDE, STEP_BESIDE) if beside else (0, STEP_ABOVE)
    bars = [
        Bar(
            label=label,
            said="" if number is None else said,
            x=x,
            y=place * step + (0 if beside else 20),
            text_y=place * step + (13 if beside else 14),
            width=(WIDTH - x - ROOM) * (number or 0) // longest,
        )
        for place, (label, number, said) in enumerate(values)
    ]
    return Chart(bars, WIDTH, len(values) * step)
