"""What is counted of a request: worked out from its events alone, nothing personal in it.

A fact holds as long as nothing takes it back: a contact that was corrected, or that the young
person says did not take place, counts no more.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contacts.enums import EventKind, Fact, Helped, RequestStatus

SECONDS = 3600
# A fact and its detail: an outcome, a reason, an answer, or hours.
Known = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """One event of a request."""

    kind: str
    at: datetime
    to_status: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Story:
    """`events` in their order; days are those of the time zone."""

    sent_at: datetime
    due_on: date
    time_zone: str
    events: tuple[Told, ...]

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.time_zone)).date()


def facts(story: Story, *, until: date) -> frozenset[Known]:
    """What is known at the end of this day."""
    events = [one for one in story.events if story.day_of(one.at) <= until]
    if not events:
        return frozenset()
    known = {(Fact.SENT.value, "")} | _end(events) | _said(events)
    if (met_at := _met_at(events)) is not None:
        # The same as a promise that is kept in contacts.signals: contacted_on <= due_on.
        in_time = story.day_of(met_at) <= story.due_on
        hours = max(0, int((met_at - story.sent_at).total_seconds() // SECONDS))
        known |= {((Fact.IN_TIME if in_time else Fact.LATE).value, "")}
        known |= {(Fact.HOURS.value, str(hours))}
    return frozenset(known)


def brought(story: Story, day: date, before: date) -> Counter[Known]:
    """What this day changed: 1 for each fact that it brought, -1 for each that it took back."""
    after, earlier = facts(story, until=day), facts(story, until=before)
    return Counter(dict.fromkeys(after - earlier, 1) | dict.fromkeys(earlier - after, -1))


def _end(events: Iterable[Told]) -> set[Known]:
    """How it stands, if that is an end."""
    last = next((one for one in reversed(list(events)) if one.to_status), None)
    if last is None or last.kind != EventKind.STEP:
        return set()
    ends = {
        RequestStatus.CLOSED.value: (Fact.OUTCOME.value, last.detail),
        RequestStatus.DECLINED.value: (Fact.DECLINED.value, last.detail),
        RequestStatus.EXPIRED.value: (Fact.EXPIRED.value, ""),
    }
    return {ends[last.to_status]} if last.to_status in ends else set()


def _met_at(events: Iterable[Told]) -> datetime | None:
    """When somebody got in touch, unless it was taken back."""
    met_at = None
    for one in events:
        if one.kind == EventKind.NOT_CONTACTED:
            met_at = None
        elif one.kind == EventKind.STEP and one.to_status == RequestStatus.CONTACTED:
            met_at = one.at
        elif one.kind == EventKind.CORRECTED and one.to_status in _NOT_MET:
            met_at = None
    return met_at


def _said(events: Iterable[Told]) -> set[Known]:
    """What the young person said: that nobody called, once or more; and their last answer."""
    said = set()
    for one in events:
        if one.kind == EventKind.NOT_CONTACTED:
            said.add((Fact.NOT_CONTACTED.value, ""))
        elif one.kind == EventKind.SURVEYED and one.detail in Helped:
            said = {known for known in said if known[0] != Fact.HELPED}
            said.add((Fact.HELPED.value, one.detail))
    return said


_NOT_MET = (RequestStatus.NEW, RequestStatus.UNREACHABLE, RequestStatus.EXPIRED)
