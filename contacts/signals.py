"""How an organisation keeps its promises, and the room it has left: two numbers for the order.

Both come from requests alone: nothing to buy, nothing to write in an offer.
"""

from datetime import datetime, timedelta

from django.db.models import (
    Count,
    DateField,
    DateTimeField,
    Expression,
    F,
    Func,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from contacts.enums import RequestStatus
from contacts.models import ContactRequest
from search.models import CatalogueOffer
from search.ranking import NEUTRAL_RESPONSIVENESS
from search.signals import set_responsiveness, set_room

MEASURED_DAYS = 365
# As many requests as weigh as much as knowing nothing.
PRIOR_REQUESTS = 10


def responsiveness(kept: int, due: int) -> float:
    """Share of `due` requests that were contacted in time, from 0 to 1: close to the neutral one as
    long as there are few."""
    return (kept + NEUTRAL_RESPONSIVENESS * PRIOR_REQUESTS) / (due + PRIOR_REQUESTS)


def room_left(capacity: int | None, sent_this_week: int) -> float:
    """From 1 (all of it, or no limit) to 0 (none)."""
    if capacity is None:
        return 1.0
    return max(0, capacity - sent_this_week) / capacity if capacity else 0.0


def measure_responsiveness(*, now: datetime) -> int:
    """Give each offer its organisation's responsiveness of the last 12 months; returns the number
    of offers whose value changed."""
    return set_responsiveness(
        {
            row["organisation"]: responsiveness(row["kept"], row["due"])
            for row in promises(now)
            .values("organisation")
            .annotate(due=Count("pk"), kept=Count("pk", filter=Q(contacted_on__lte=F("due_on"))))
        }
    )


def measure_room(offers: QuerySet, *, now: datetime) -> int:
    """Give these offers the room they have left in their territory's week, which begins on Monday;
    translations share theirs. Returns the number of rows that changed."""
    keys = set(offers.values_list("translation_key", flat=True))
    sent = {
        (row["offer__territory"], row["offer__translation_key"]): row["sent"]
        for row in _sent_this_week(now)
        .filter(offer__translation_key__in=keys)
        .values("offer__territory", "offer__translation_key")
        .annotate(sent=Count("pk"))
    }
    rows = CatalogueOffer.objects.filter(translation_key__in=keys)
    return set_room(
        {
            pk: room_left(capacity, sent.get((territory, key), 0))
            for pk, territory, key, capacity in rows.values_list(
                "pk", "territory", "translation_key", "weekly_capacity"
            )
        }
    )


def offers_with_a_limit() -> QuerySet:
    """Those whose room may change, the ones that had a limit included."""
    return CatalogueOffer.objects.filter(Q(weekly_capacity__isnull=False) | Q(room__lt=1))


def _sent_this_week(now: datetime) -> QuerySet:
    """Those whose delay starts this week: who asks of a full team is promised the next one."""
    today = _local("offer__territory__time_zone", Value(now, DateTimeField()))
    week = Func(Value("week"), today, function="date_trunc", output_field=DateTimeField())
    return (
        ContactRequest.objects.filter(starts_on__gt=now - timedelta(days=8))
        .annotate(monday=Cast(week, DateField()))
        .filter(starts_on__gte=F("monday"), starts_on__lt=F("monday") + timedelta(days=7))
        .order_by()
    )


def promises(now: datetime) -> QuerySet:
    """Requests whose day has passed within 12 months, with `contacted_on`: days are those of the
    territory. What the young person took back is no promise any more."""

    def day(moment: Expression) -> Expression:
        return Cast(_local("territory__time_zone", moment), DateField())

    return (
        ContactRequest.objects.exclude(status=RequestStatus.WITHDRAWN)
        .exclude(organisation=None)
        .annotate(contacted_on=day(F("contacted_at")), today=day(Value(now, DateTimeField())))
        .filter(due_on__lt=F("today"), due_on__gte=(now - timedelta(days=MEASURED_DAYS)).date())
        .order_by()
    )


def _local(time_zone: str, moment: Expression) -> Expression:
    """What a clock of the territory showed at this moment."""
    return Func(F(time_zone), moment, function="timezone", output_field=DateTimeField())
