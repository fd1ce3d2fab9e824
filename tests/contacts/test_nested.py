"""What one place hides is not found on another's page, nor from a month; no database."""

import random

import pytest

from contacts.figures import FEWEST
from contacts.nested import nest
from tests.contacts.test_figures import determined

SENT, IN_TIME, LATE, EXPIRED = ("sent", ""), ("in_time", ""), ("late", ""), ("expired", "")
COLUMNS = (SENT, IN_TIME, LATE, EXPIRED)
ENDS = (IN_TIME, LATE, EXPIRED)
MONTHS = (1, 2, 3)
COUNTRY = {"country": None, "north": "country", "south": "country"}
TOGETHER = "together"


def nested(counted, parents):
    return nest(
        counted,
        parents=parents,
        months=MONTHS,
        columns=COLUMNS,
        monthly=(SENT, IN_TIME),
        sent=SENT,
        ends=ENDS,
        hours="hours",
    )


def sent(**counts):
    """Of each leaf, as many in each month."""
    return [(leaf, month, *SENT, n) for leaf, of in counts.items()
            for month, n in zip(MONTHS, of, strict=True)]  # fmt: skip


def random_country(seed):
    draw = random.Random(seed)
    parents = dict(COUNTRY)
    for number in range(draw.randint(2, 6)):
        parents[number] = draw.choice(["north", "south", "south", "country"])
    parents = {one: up for one, up in parents.items() if one in parents.values() or up != "country"
               or isinstance(one, int)}  # fmt: skip
    counted = []
    for leaf in (one for one in parents if isinstance(one, int)):
        for month in MONTHS:
            ends = {end: draw.choice((0, 1, 4, 6, 9, 30)) for end in ENDS}
            counted += [(leaf, month, *end, count) for end, count in ends.items()]
            counted.append((leaf, month, *SENT, sum(ends.values()) + draw.choice((0, 0, 2, 9))))
    return counted, parents


@pytest.mark.parametrize("seed", range(120))
def test_no_equation_between_places_and_months_gives_a_hidden_number(seed):
    counted, parents = random_country(seed)
    found = nested(counted, parents)
    for column in COLUMNS:
        monthly = column in (SENT, IN_TIME)
        periods = (*MONTHS, TOGETHER) if monthly else (TOGETHER,)
        shown = {(place, TOGETHER): one.totals[column] for place, one in found.items()
                 if column in one.totals}  # fmt: skip
        for place, one in found.items():
            shown |= {(place, month): n for month, n in one.months.get(column, {}).items()}
        assert all(count >= FEWEST for count in shown.values())
        cells = [(place, period) for place in parents for period in periods]
        children = {up: [one for one in parents if parents[one] == up] for up in parents.values()}
        equations = [
            {(up, period): -1, **{(one, period): 1 for one in parts}}
            for up, parts in children.items()
            if up
            for period in periods
        ]
        if monthly:
            equations += [
                {(one, TOGETHER): -1, **{(one, month): 1 for month in MONTHS}} for one in parents
            ]
        hidden = [cell for cell in cells if cell not in shown]
        assert not determined(hidden, equations)


def test_a_small_territory_takes_a_neighbour_with_it_at_every_level():
    parents = COUNTRY | {"a": "north", "b": "north", "c": "north", "d": "south"}
    found = nested(sent(a=[1, 1, 1], b=[7, 8, 9], c=[20, 20, 20], d=[30, 30, 30]), parents)
    told = {place: one.totals.get(SENT) for place, one in found.items()}
    assert told == {
        "country": 177, "north": 87, "south": 90, "a": None, "b": None, "c": 60, "d": 90,
    }  # fmt: skip
    assert {place for place, one in found.items() if SENT not in one.months} == {"a", "b"}


def test_a_small_month_hides_all_months_and_not_the_total():
    parents = COUNTRY | {"a": "north", "b": "north", "c": "south"}
    found = nested(sent(a=[30, 3, 30], b=[50, 50, 50], c=[60, 60, 60]), parents)
    assert found["a"].totals[SENT] == 63
    # 53 in the north, less the 50 of the other: its months are hidden too.
    assert [SENT in found[one].months for one in "abc"] == [False, False, True]
    assert found["north"].months[SENT] == {1: 80, 2: 53, 3: 80}


def test_a_territory_alone_in_its_region_is_hidden_with_it():
    parents = COUNTRY | {"a": "north", "b": "south", "c": "south"}
    found = nested(sent(a=[1, 1, 1], b=[30, 30, 30], c=[40, 40, 40]), parents)
    told = {place for place, one in found.items() if SENT in one.totals}
    # The country less the south, and the south from its own: both ways are closed.
    assert told == {"country", "c"}


def test_the_median_is_that_of_five_contacts_or_more():
    parents = COUNTRY | {"a": "north", "b": "north"}
    found = nested([("a", None, "hours", "10", 3), ("b", None, "hours", "40", 4)], parents)
    assert [found[one].median for one in ("a", "b", "north", "south")] == [None, None, 40, None]
