"""The figures of every place, kept each night for pages, files and the API alike.

Requests are told of whole months alone, once the last one is over: from one day to the next nothing
changes, and nobody learns what a day brought.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from contacts.enums import Fact
from contacts.models import RequestCount
from contacts.nested import Nested, nest
from portal.commitments.figures_form import MONTHS, months_before
from portal.commitments.figures_table import COLUMNS, ENDS, IN_TIME, SENT
from portal.country.models import PlaceFigures
from portal.country.places import Level, above, known_places
from portal.country.supply import lacking_in, supply_of
from tenants.models import Territory

MONTHLY = (SENT, IN_TIME)
SUPPLY = ("kind", "name", "parent", "above", "territory", "counted_on", "supply", "lacking")


@transaction.atomic
def count_places(*, now: datetime) -> int:
    """Work out the figures of each place afresh; requests only when another month is over. Returns
    how many places have figures."""
    on, places = timezone.localdate(now), known_places()
    lacking = lacking_in(Territory.objects.local(), on)
    supply = supply_of(places, lacking, on)
    until = months_before(on.replace(day=1), 1)
    another_month = not PlaceFigures.objects.filter(until=until).exists()
    requests = _requests(places, until) if another_month else {}
    PlaceFigures.objects.exclude(place__in=places).delete()
    PlaceFigures.objects.bulk_create(
        [
            PlaceFigures(
                place=place,
                kind=level.kind,
                name=level.name,
                parent=level.parent,
                above=above(place, places),
                territory=level.territory,
                counted_on=on,
                supply=supply[place],
                lacking={theme: vars(gap) for theme, gap in lacking.get(place, {}).items()},
                until=until if another_month else None,
                requests=requests.get(place, {}),
            )
            for place, level in places.items()
        ],
        update_conflicts=True,
        unique_fields=["place"],
        update_fields=[*SUPPLY, "until", "requests"] if another_month else SUPPLY,
        batch_size=500,
    )
    return len(places)


def key_of(column: tuple[str, str]) -> str:
    """`in_time`, `outcome:helped`: a column as it is kept."""
    fact, detail = column
    return f"{fact}:{detail}" if detail else fact


def _requests(places: dict[str, Level], until: date) -> dict[str, dict]:
    """{place: what may be shown of the twelve months that end with `until`}, of the places where a
    territory is."""
    leaves = {level.territory.pk: place for place, level in places.items() if level.territory}
    parents = {
        there: places[there].parent or None
        for leaf in leaves.values()
        for there in (leaf, *above(leaf, places))
    }
    over = RequestCount.objects.filter(day__lt=_next(until))
    first = max(
        months_before(until, MONTHS - 1), over.aggregate(Min("month"))["month__min"] or until
    )
    months = []
    while first <= until:
        months.append(first)
        first = _next(first)
    told = over.between(months[0], until)
    # Hours add up whatever the month.
    hours = ((t, None, *rest) for t, *rest in told.filter(fact=Fact.HOURS).added_up("territory"))
    counted = [*told.exclude(fact=Fact.HOURS).added_up("territory", "month"), *hours]
    found = nest(
        ((leaves[territory], *rest) for territory, *rest in counted),
        parents=parents,
        months=months,
        columns=COLUMNS,
        monthly=MONTHLY,
        sent=SENT,
        ends=ENDS,
        hours=Fact.HOURS,
    )
    return {place: _kept(one, months) for place, one in found.items()}


def _kept(one: Nested, months: list[date]) -> dict:
    """As JSON: {"first": month, "totals": {column: count}, "months": {column: {month: count}},
    "median_hours": hours or None}; what is hidden is not there."""
    return {
        "first": f"{months[0]:%Y-%m}",
        "totals": {key_of(column): count for column, count in one.totals.items()},
        "months": {
            key_of(column): {f"{month:%Y-%m}": count for month, count in counts.items()}
            for column, counts in one.months.items()
        },
        "median_hours": one.median,
    }


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
