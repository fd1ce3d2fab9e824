"""When an organisation is open: slots of a week, in minutes since Monday midnight, local time."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60
SATURDAY = DAYS.index("sat")

Slot = tuple[int, int]  # from the first minute to the last one, left out


def read_slots(hours: Iterable[Mapping]) -> tuple[Slot, ...]:
    """`hours`: [{days: [mon, …], opens: "09:00", closes: "12:30"}], see offers.projection."""
    slots = (
        (DAYS.index(day) * MINUTES_A_DAY + opens, DAYS.index(day) * MINUTES_A_DAY + closes)
        for one in hours
        for opens, closes in [(_minutes(one["opens"]), _minutes(one["closes"]))]
        for day in one["days"]
        if opens < closes
    )
    return tuple(sorted(slots))


def minute_of_week(now: datetime, time_zone: str) -> int:
    local = now.astimezone(ZoneInfo(time_zone))
    return local.weekday() * MINUTES_A_DAY + local.hour * 60 + local.minute


def is_open(slots: Iterable[Slot], now: datetime | None, time_zone: str) -> bool:
    if now is None:
        return False
    minute = minute_of_week(now, time_zone)
    return any(opens <= minute < closes for opens, closes in slots)


def opens_on_saturday(slots: Iterable[Slot]) -> bool:
    return any(opens // MINUTES_A_DAY == SATURDAY for opens, _closes in slots)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * 60 + int(minutes)
