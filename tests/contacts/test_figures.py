"""Small numbers are hidden, and nothing that is shown gives them away; no database."""

import random
from fractions import Fraction
from itertools import product

import pytest

from contacts.figures import FEWEST, TOTAL, Line, hide, median, tabulate

SENT, IN_TIME, LATE, EXPIRED, YES = (
    ("sent", ""),
    ("in_time", ""),
    ("late", ""),
    ("expired", ""),
    ("helped", "yes"),
)
COLUMNS = (SENT, IN_TIME, LATE, EXPIRED, YES)
ENDS = (IN_TIME, LATE, EXPIRED)


def hidden_of(parts):
    """Which of these parts of one column, and "total", are hidden."""
    cells = {**dict(enumerate(parts)), "total": sum(parts)}
    return cells, hide(cells, [Line("total", tuple(range(len(parts))))])


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        ([10, 20, 30], set()),
        ([3, 20, 30], {0, 1}),
        ([3, 4, 30], {0, 1}),
        ([1, 2, 30], {0, 1, 2}),
        ([0, 0, 30], {0, 1, 2}),
        ([2], {0, "total"}),
        ([1, 1], {0, 1, "total"}),
        ([9], set()),
    ],
)
def test_a_small_number_takes_another_with_it(parts, hidden):
    assert hidden_of(parts)[1] == hidden


def test_no_sum_gives_a_hidden_number_of_a_column():
    """Another column would look the same, where a hidden part is something else."""
    for parts in product((0, 1, 4, 5, 9), repeat=3):
        cells, hidden = hidden_of(parts)
        unknown = [part for part in hidden if part != "total"]
        assert all(cells[key] >= FEWEST for key in cells if key not in hidden)
        if "total" in hidden:
            # Any number would do in each of them.
            assert unknown
            continue
        room = sum(cells[part] for part in unknown)
        assert not unknown or (len(unknown) >= 2 and room >= FEWEST)


def random_counts(seed):
    draw = random.Random(seed)
    counted = []
    for row in range(draw.randint(1, 5)):
        ends = {end: draw.choice((0, 1, 3, 5, 8, 20, 60)) for end in ENDS}
        rest = draw.choice((0, 0, 2, 9))
        counted += [(row, *end, count) for end, count in ends.items()]
        counted.append((row, *SENT, sum(ends.values()) + rest))
        counted.append((row, *YES, draw.choice((0, 2, 5, 12))))
    return counted


def determined(unknowns, equations):
    """The unknowns that these equations (sets of {unknown: factor}) fix, whatever the rest."""
    reduced = []
    for equation in equations:
        row = [Fraction(equation.get(one, 0)) for one in unknowns]
        for other in reduced:
            lead = next(at for at, value in enumerate(other) if value)
            row = [a - row[lead] * b for a, b in zip(row, other, strict=True)]
        if any(row):
            lead = next(at for at, value in enumerate(row) if value)
            row = [value / row[lead] for value in row]
            reduced = [
                [a - other[lead] * b for a, b in zip(other, row, strict=True)] for other in reduced
            ]
            reduced.append(row)
    alone = [row for row in reduced if sum(bool(value) for value in row) == 1]
    return {unknowns[next(at for at, value in enumerate(row) if value)] for row in alone}


@pytest.mark.parametrize("seed", range(150))
def test_no_equation_between_what_is_shown_gives_a_hidden_number(seed):
    counted = random_counts(seed)
    figures = tabulate(counted, columns=COLUMNS, sent=SENT, ends=ENDS, hours="hours")
    rows = (*figures.rows, TOTAL)
    assert all(count >= FEWEST for count in figures.shown.values())
    unknowns = [(row, one) for row in rows for one in COLUMNS if (row, one) not in figures.shown]
    hidden = set(unknowns)
    unknowns += [(row, "rest") for row in rows]
    equations = [
        {**{(row, one): 1 for row in figures.rows}, (TOTAL, one): -1} for one in (*COLUMNS, "rest")
    ]
    equations += [
        {(row, SENT): -1, (row, "rest"): 1, **{(row, end): 1 for end in ENDS}} for row in rows
    ]
    assert not determined(unknowns, equations) & hidden
    for row in rows:
        ends = [figures.count(row, end) for end in ENDS]
        if figures.count(row, SENT) is not None and None in ends:
            told = sum(end for end in ends if end is not None)
            assert figures.count(row, SENT) - told >= FEWEST


def test_a_share_says_nothing_as_soon_as_one_of_its_parts_is_hidden():
    counted = [(1, *SENT, 90), (1, *IN_TIME, 40), (1, *LATE, 10), (1, *EXPIRED, 10), (1, *YES, 9)]
    figures = tabulate(counted, columns=COLUMNS, sent=SENT, ends=ENDS, hours="hours")
    assert figures.share(1, IN_TIME, [LATE]) == 80
    small = [(1, *SENT, 90), (1, *IN_TIME, 40), (1, *LATE, 2)]
    figures = tabulate(small, columns=COLUMNS, sent=SENT, ends=ENDS, hours="hours")
    assert figures.share(1, IN_TIME, [LATE]) is None


def test_the_median_counts_each_contact_and_is_hidden_under_five():
    assert median({1: 3, 50: 2}) == 1
    assert median({1: 2, 7: 1, 50: 2}) == 7
    with pytest.raises(ValueError, match="nothing"):
        median({})
    counted = [(1, "hours", "10", 3), (1, "hours", "30", 2), (2, "hours", "4", 4)]
    figures = tabulate(counted, columns=COLUMNS, sent=SENT, ends=ENDS, hours="hours")
    assert figures.medians == {1: 10, TOTAL: 10}


def test_a_table_of_nothing_has_no_row():
    figures = tabulate([], columns=COLUMNS, sent=SENT, ends=ENDS, hours="hours")
    assert figures.rows == ()
    assert figures.shown == {}
