"""What an animator looks after before it goes wrong: pure decisions first, then what they read.

Each list holds the requests or the live offers of one territory, or of all for the national site.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from contacts.deadlines import Calendar
from contacts.enums import Actor, MessageKind, MessageState, RequestStatus
from contacts.expecting import limits
from contacts.figures import FEWEST
from contacts.models import (
    Absence,
    ContactRequest,
    Message,
    Organisation,
    Professional,
    RequestEvent,
)
from contacts.promises import monday
from contacts.services.planning import calendar_of
from contacts.signals import promises
from search.models import CatalogueOffer
from tenants.models import Territory

# Written to again counts as well: it gives another day.
ALERTS = (MessageKind.ALERT, MessageKind.ESCALATION)
LONGEST_DELAY = 7
LOOKS_AHEAD = timedelta(days=14)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Kept:
    """The promises of an offer, or of an organisation when `offer` is empty, over 12 months."""

    organisation_id: int
    organisation: str
    offer: str
    due: int
    kept: int

    @property
    def share(self) -> int | None:
        """In percent; None is hidden, there are too few."""
        return round(100 * self.kept / self.due) if self.due >= FEWEST else None


@dataclass(frozen=True)
class Delay:
    """The days shown on an offer, and those that half of the contacts took."""

    offer_id: int
    shown: int
    taken: int

    @property
    def to_show(self) -> int:
        return min(LONGEST_DELAY, max(1, self.taken))


@dataclass(frozen=True)
class Days:
    first: date
    last: date

    def meets(self, other: "Days") -> bool:
        return self.first <= other.last and other.first <= self.last


def is_unopened(alerted_at: datetime, now: datetime, calendar: Calendar) -> bool:
    """Whether a whole working day has gone by since somebody was written to."""
    next_day = calendar.day_after(calendar.day_of(alerted_at))
    return calendar.day_of(now) > next_day


def unrealistic(shown: int, taken: Sequence[int]) -> int | None:
    """The median of the days taken, if it is longer than what is shown; few say nothing."""
    if len(taken) < FEWEST:
        return None
    middle = median_low(taken)
    return middle if middle > shown else None


def is_covered(away: Days, *, reachable: bool, backup_away: Iterable[Days]) -> bool:
    """Whether the back-up colleague can be written to, and is there all that time."""
    return reachable and not any(away.meets(other) for other in backup_away)


def is_overloaded(capacity: int, this_week: int, next_week: int) -> bool:
    return min(this_week, next_week) >= capacity


def unopened(territory: Territory, now: datetime) -> list[ContactRequest]:
    """Requests of which nobody has looked at anything since the alert left: there is no record of
    who opens a link, so it is what a professional has done of it."""
    alerts = Message.objects.filter(
        request=OuterRef("pk"), kind__in=ALERTS, state=MessageState.SENT
    ).order_by("-sent_at")
    touched = RequestEvent.objects.filter(
        request=OuterRef("pk"), actor=Actor.PROFESSIONAL, at__gte=OuterRef("alerted_at")
    )
    found = (
        _requests(territory)
        .filter(status=RequestStatus.NEW, erased_at=None)
        .annotate(alerted_at=Subquery(alerts.values("sent_at")[:1]))
        .filter(alerted_at__lt=now - timedelta(days=1))
        .exclude(Exists(touched))
        .in_hand()
        .prefetch_related("organisation__closures")
        .order_by("alerted_at", "pk")
    )
    return [one for one in found if is_unopened(one.alerted_at, now, calendar_of(one))]


def kept_promises(territory: Territory, now: datetime) -> list[Kept]:
    """Of each organisation then of its offers, the share that is kept the least first."""
    rows = (
        _of(territory, promises(now))
        .values_list("organisation", "organisation__name", "offer_title")
        .annotate(due=Count("pk"), kept=Count("pk", filter=Q(contacted_on__lte=F("due_on"))))
    )
    offers = [Kept(*row) for row in rows]
    together: dict[tuple[int, str], list[Kept]] = defaultdict(list)
    for one in offers:
        together[one.organisation_id, one.organisation].append(one)
    whole = [
        Kept(*key, "", sum(one.due for one in some), sum(one.kept for one in some))
        for key, some in together.items()
    ]
    order = {one.organisation_id: (one.kept / one.due, one.organisation) for one in whole}
    return sorted([*whole, *offers], key=lambda one: (order[one.organisation_id], one.offer))


def unrealistic_delays(territory: Territory, now: datetime) -> list[Delay]:
    """Of live offers, those that took the longest first."""
    taken: dict[tuple[int, int], list[int]] = defaultdict(list)
    met = _of(territory, promises(now)).exclude(contacted_at=None).filter(offer__live=True)
    for offer, shown, starts_on, contacted_on in met.values_list(
        "offer", "offer__delay_days", "starts_on", "contacted_on"
    ):
        taken[offer, shown].append((contacted_on - starts_on).days)
    found = [
        Delay(offer, shown, middle)
        for (offer, shown), days in taken.items()
        if (middle := unrealistic(shown, days)) is not None
    ]
    return sorted(found, key=lambda one: (one.shown - one.taken, one.offer_id))


def overloaded(territory: Territory, now: datetime) -> list[CatalogueOffer]:
    """Offers that have no room left this week nor the next."""
    offers = _offers(territory).filter(weekly_capacity__isnull=False)
    this_week = monday(now.astimezone(ZoneInfo(territory.time_zone)).date())
    full = [
        key
        for key, limit in limits(now, offers).items()
        if is_overloaded(
            limit.capacity, limit.taken.get(this_week, 0), limit.taken.get(this_week + WEEK, 0)
        )
    ]
    # Translations share their room: one line for all.
    found = offers.filter(key__in=full).order_by("territory_id", "translation_key", "pk")
    return list(found.distinct("territory_id", "translation_key"))


def uncovered(territory: Territory, today: date) -> list[Absence]:
    """Absences of now and of the next 14 days, of people whom live offers name, during which no
    back-up colleague can answer."""
    named = _offers(territory).exclude(professional_id=None).values("professional_id")
    found = (
        Absence.objects.filter(ends_on__gte=today, starts_on__lte=today + LOOKS_AHEAD)
        .filter(professional__in=Professional.objects.filter(pk__in=named, active=True))
        .select_related("professional__organisation", "professional__backup")
        .prefetch_related("professional__backup__absences")
        .order_by("starts_on", "pk")
    )
    return [
        one
        for one in found
        if not is_covered(
            Days(max(one.starts_on, today), one.ends_on),
            reachable=bool(one.professional.backup and one.professional.backup.is_reachable),
            backup_away=[
                Days(away.starts_on, away.ends_on)
                for away in (
                    one.professional.backup.absences.all() if one.professional.backup else ()
                )
            ],
        )
    ]


def organisations_of(numbers: Iterable[int]) -> dict[int, Organisation]:
    return Organisation.objects.in_bulk(set(numbers))


def _requests(territory: Territory):
    return _of(territory, ContactRequest.objects.all())


def _offers(territory: Territory):
    return _of(territory, CatalogueOffer.objects.live().select_related("territory"))


def _of(territory: Territory, found):
    return found if territory.is_national else found.filter(territory=territory)
