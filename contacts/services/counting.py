"""The counter table, filled once a day with what the days that are over brought."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from contacts.facts import Story, Told, brought
from contacts.models import ContactRequest, RequestCount, RequestEvent

# Days counted again each night: a night without a worker is caught up, what is there stays.
AGAIN = timedelta(days=3)
BATCH = 1000


@transaction.atomic
def count_facts(*, now: datetime) -> int:
    """Add what each day that is over on its territory's clock brought; returns how many counts were
    added. A day that is already there is left as it is."""
    last = RequestCount.objects.aggregate(last=Max("day"))["last"]
    since = last - AGAIN if last else date.min
    counts: dict[tuple, Counter] = defaultdict(Counter)
    events = RequestEvent.objects.all()
    if last:
        events = events.filter(at__gte=now - (now.date() - since + AGAIN))
    touched = ContactRequest.objects.filter(pk__in=events.values("request"))
    found = touched.select_related("territory", "organisation").prefetch_related("events")
    for request in found.order_by("pk").iterator(chunk_size=BATCH):
        for day, change in _changes(request, since, now):
            counts[(day, *_row(request))].update(change)
    before = RequestCount.objects.count()
    RequestCount.objects.bulk_create(
        [
            RequestCount(
                day=day,
                month=month,
                territory_id=territory,
                theme=theme,
                organisation_number=number,
                organisation_name=name,
                fact=fact,
                detail=detail,
                count=count,
            )
            for (day, month, territory, theme, number, name), facts in sorted(counts.items())
            for (fact, detail), count in sorted(facts.items())
            if count
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return RequestCount.objects.count() - before


def _changes(request: ContactRequest, since: date, now: datetime) -> list[tuple[date, Counter]]:
    """What each of its days brought, those that are over and not older than `since`."""
    zone = request.territory.time_zone
    events = sorted(request.events.all(), key=lambda one: (one.at, one.pk))
    story = Story(
        sent_at=request.sent_at,
        due_on=request.due_on,
        time_zone=zone,
        events=tuple(Told(one.kind, one.at, one.to_status, one.detail) for one in events),
    )
    today = now.astimezone(ZoneInfo(zone)).date()
    days = sorted({story.day_of(one.at) for one in events})
    return [
        (day, brought(story, day, before))
        for before, day in pairwise([date.min, *days])
        if since <= day < today
    ]


def _row(request: ContactRequest) -> tuple[date, int, str, int, str]:
    sent_on = request.local_day(request.sent_at)
    return (
        sent_on.replace(day=1),
        request.territory_id,
        request.theme,
        request.organisation_id or 0,
        request.organisation_name,
    )
