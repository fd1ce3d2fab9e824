"""What a young person may expect of an offer if they ask now: from when, by when, and why.

The delay counts from today; from the next Monday with room when the week is full, and from the day
it opens again when the organisation is closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contacts.deadlines import Calendar

FULL, CLOSED = "full", "closed"
# Beyond this many weeks a date would be no promise.
MOST_WEEKS = 4


@dataclass(frozen=True)
class Expected:
    """`starts_on` is the day from which the delay counts, `due_on` the last one to answer; `why` is
    FULL or CLOSED when that is later than today."""

    starts_on: date
    due_on: date
    why: str = ""


def expect(
    *,
    now: datetime,
    delay_days: int,
    calendar: Calendar,
    capacity: int | None = None,
    taken: Mapping[date, int] | None = None,
) -> Expected | None:
    """`taken` counts the requests already promised, by the Monday of their week, `capacity` is how
    many a week may have. None when there is no room for weeks to come."""
    today = calendar.day_of(now)
    day, why = _opening(today, calendar)
    for _week in range(MOST_WEEKS):
        if capacity is None or (taken or {}).get(monday(day), 0) < capacity:
            due = calendar.working_day(day + timedelta(days=delay_days))
            return Expected(day, due, why)
        day, why = calendar.working_day(monday(day) + timedelta(days=7)), FULL
    return None


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _opening(today: date, calendar: Calendar) -> tuple[date, str]:
    """Today, or the day the organisation opens again: a weekend is no closure, its days count."""
    if not calendar.is_closed(today):
        return today, ""
    return calendar.working_day(today), CLOSED
