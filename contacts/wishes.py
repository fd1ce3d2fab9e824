"""Which nudges a professional wants, in which language, and when one leaves: pure functions.

Alerts, and the letter of the last morning, are nobody's to refuse: a promise depends on them. A
nudge half-way may leave as it is due, wait for one letter in the morning of that day, or not leave.
"""

from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings

from contacts.deadlines import Calendar
from contacts.enums import Nudges

# As many letters for one person, and more, are one letter.
DIGEST_FROM = 4
HOURS = (7, 8, 9, 10, 11, 12)


@dataclass(frozen=True)
class Wishes:
    """`hour`: when the letter of the morning leaves, where the request is. `language`: a code of
    the site's, in which all that is written to them is."""

    nudges: Nudges = Nudges.ONE_BY_ONE
    hour: int = 8
    language: str = settings.LANGUAGE_CODE


def nudged_at(
    half_way: datetime, *, sent_at: datetime, wishes: Wishes, calendar: Calendar
) -> datetime | None:
    """When the nudge that is due half-way leaves, or None for who wants none. The letter of the
    morning leaves on the day that is half-way; for what was sent after it, the next one."""
    if wishes.nudges == Nudges.NONE:
        return None
    if wishes.nudges == Nudges.ONE_BY_ONE:
        return half_way
    day = calendar.day_of(half_way)
    morning = calendar.at(day, time(wishes.hour))
    return morning if morning > sent_at else calendar.at(calendar.day_after(day), time(wishes.hour))


def in_one_letter(count: int, wishes: Wishes) -> bool:
    """Whether what is due now for one person is one letter, or as many as requests."""
    return count >= (2 if wishes.nudges == Nudges.MORNING else DIGEST_FROM)
