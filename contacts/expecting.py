"""The date of any offer, for any place: what `contacts.promises` needs to know is read here.

Lists ask for thirty dates a page: what is read for them is remembered half a minute. The page of an
offer and the request itself read it as it is.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Count, QuerySet

from contacts.deadlines import Calendar, subdivision
from contacts.models import Closure, ContactRequest
from contacts.promises import Expected, expect, monday
from search.models import CatalogueOffer
from tenants.geography.suggest import Place
from tenants.models import NATIONAL, Territory

REMEMBERED_SECONDS = 30

Periods = tuple[tuple[date, date], ...]
Known = TypeVar("Known")
# Not Django's cache: it would copy all of it for each of the thirty offers of a list.
_remembered: dict[str, tuple[float, Any]] = {}


@dataclass(frozen=True)
class Limit:
    """`taken` counts the requests of an offer by the Monday of their week."""

    capacity: int
    taken: Mapping[date, int]


def expected(
    card: Mapping, *, place: Place | None, now: datetime, fresh: bool = False
) -> Expected | None:
    """For a request sent now from this place; without one, from where the offer is.

    `card` is an offer's (see search.cards). None when the team has no room for weeks to come.
    """
    organisation, key = card["organisation"]["id"], card["id"]
    if fresh:
        closed = _closures(now, Closure.objects.filter(organisation=organisation))
        found = limits(now, CatalogueOffer.objects.filter(key=key))
    else:
        closed = _remember("closures", lambda: _closures(now))
        found = _remember("full", lambda: limits(now, _full()))
    commune = place.code if place else next((spot["commune"] for spot in card["places"]), "")
    limit = found.get(key)
    return expect(
        now=now,
        delay_days=card["delay_days"],
        calendar=Calendar(
            _time_zone(card["territory"]["slug"], place),
            subdivision(commune),
            closed.get(organisation, ()),
        ),
        capacity=limit.capacity if limit else None,
        taken=limit.taken if limit else {},
    )


def forget_expected() -> None:
    """What this process remembers of closures, rooms and clocks; for tests."""
    _remembered.clear()


def _remember(name: str, read: Callable[[], Known]) -> Known:
    until, known = _remembered.get(name, (0.0, None))
    if until < time.monotonic():
        known = read()
        _remembered[name] = (time.monotonic() + REMEMBERED_SECONDS, known)
    return known


def _time_zone(slug: str, place: Place | None) -> str:
    """Of the territory that follows the request: for a national offer, the young person's."""
    if slug == NATIONAL and place is not None:
        slug = _remember(f"followed-by:{place.code}", lambda: _holder(place) or NATIONAL)
    zones = _remember("zones", _zones)
    return zones.get(slug) or _zones()[slug]


def _holder(place: Place) -> str | None:
    return Territory.objects.holding(place).values_list("schema_name", flat=True).first()


def _zones() -> dict[str, str]:
    return dict(Territory.objects.values_list("schema_name", "time_zone"))


def _closures(now: datetime, closures: QuerySet | None = None) -> dict[int, Periods]:
    """{organisation id: its closing days}, those that are over left out."""
    found: dict[int, Periods] = defaultdict(tuple)
    rows = (Closure.objects.all() if closures is None else closures).filter(
        ends_on__gte=now.date() - timedelta(days=1)
    )
    for organisation, first, last in rows.values_list("organisation", "starts_on", "ends_on"):
        found[organisation] += ((first, last),)
    return dict(found)


def _full() -> QuerySet:
    """The offers that have no room left this week, as it was last measured."""
    return CatalogueOffer.objects.live().filter(room=0)


def limits(now: datetime, offers: QuerySet) -> dict[str, Limit]:
    """{key: limit} of those of these offers that have one; translations share theirs."""
    limited = offers.exclude(weekly_capacity=None)
    rows = limited.values_list("key", "territory", "translation_key", "weekly_capacity")
    if not rows:
        return {}
    taken: dict[tuple, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    promised = (
        ContactRequest.objects.filter(offer__translation_key__in={row[2] for row in rows})
        .filter(starts_on__gte=monday(now.date()) - timedelta(days=1))
        .order_by()
        .values_list("offer__territory", "offer__translation_key", "starts_on")
        .annotate(count=Count("pk"))
    )
    for territory, translation, starts_on, count in promised:
        taken[territory, translation][monday(starts_on)] += count
    return {
        key: Limit(capacity, dict(taken[territory, translation]))
        for key, territory, translation, capacity in rows
    }
