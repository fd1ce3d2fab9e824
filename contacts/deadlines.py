"""The date promised to a young person.

An organisation answers within 1 to 7 calendar days. A promise that would end on a Saturday, a
Sunday or a public holiday of the commune ends on the next working day. The day itself counts, to
its end.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

SATURDAY = 5
# Office hours, on the clock of the place.
OPENS, CLOSES = time(9), time(18)
NIGHT = time(20)

# Places with holidays of their own, by the first characters of their INSEE code, and their name in
# the `holidays` library. Alsace and Moselle keep the ordinance of 16 August 1892.
SUBDIVISIONS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
# The library lists days that custom keeps and no law names: article L. 3422-2 of the labour code
# gives these places the abolition of slavery, and nothing else.
CUSTOMS = {
    "971": {"Mi-Carême", "Vendredi saint", "Fête de Victor Schoelcher"},
    "972": {"Mi-Carême", "Vendredi saint", "Fête de Victor Schoelcher"},
    "MF": {"Mi-Carême", "Vendredi saint", "Fête de Victor Schoelcher"},
}


@dataclass(frozen=True)
class Calendar:
    """Days on which somebody works: `subdivision` says whose public holidays, `closed` holds the
    first and last days of the organisation's closures."""

    time_zone: str
    subdivision: str = ""
    closed: tuple[tuple[date, date], ...] = ()

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    def at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, ZoneInfo(self.time_zone))

    def is_worked(self, day: date) -> bool:
        return (
            day.weekday() < SATURDAY
            and day not in public_holidays(day.year, self.subdivision)
            and not self.is_closed(day)
        )

    def is_closed(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.closed)

    def working_day(self, day: date) -> date:
        """This day, or the next that is neither in a weekend, nor a public holiday, nor closed."""
        while not self.is_worked(day):
            day += timedelta(days=1)
        return day

    def day_after(self, day: date, count: int = 1) -> date:
        """The working day that comes `count` working days later."""
        for _turn in range(count):
            day = self.working_day(day + timedelta(days=1))
        return day

    def in_the_day(self, moment: datetime) -> datetime:
        """This moment, or the next at which nobody is woken up: any day, from 9 to 20."""
        local = moment.astimezone(ZoneInfo(self.time_zone))
        if local.time() < OPENS:
            return self.at(local.date(), OPENS)
        return local if local.time() < NIGHT else self.at(local.date() + timedelta(days=1), OPENS)

    def in_hours(self, moment: datetime) -> datetime:
        """This moment, or the next at which an office is open."""
        local = moment.astimezone(ZoneInfo(self.time_zone))
        day = self.working_day(local.date())
        if day != local.date() or local.time() < OPENS:
            return self.at(day, OPENS)
        return local if local.time() < CLOSES else self.at(self.day_after(day), OPENS)


def due_on(*, sent: datetime, delay_days: int, commune: str, time_zone: str) -> date:
    """The last day to answer a request sent at `sent` (aware) in the commune of this INSEE code.

    Days are those of `time_zone`. Raises ValueError on a naive `sent` or a negative delay.
    """
    if sent.tzinfo is None:
        raise ValueError("`sent` must carry its time zone.")
    if delay_days < 0:
        raise ValueError("A delay cannot be negative.")
    calendar = Calendar(time_zone, subdivision(commune))
    return calendar.working_day(calendar.day_of(sent) + timedelta(days=delay_days))


def subdivision(commune: str) -> str:
    """Where the commune finds its public holidays: "" for those of the whole country."""
    return SUBDIVISIONS.get(commune[:3]) or SUBDIVISIONS.get(commune[:2], "")


@cache
def public_holidays(year: int, subdivision: str) -> frozenset[date]:
    calendar = holidays.country_holidays(
        "FR", subdiv=subdivision or None, years=year, language="fr"
    )
    national = holidays.country_holidays("FR", years=year, language="fr")
    customs = CUSTOMS.get(subdivision, set())
    return frozenset(
        day
        for day in calendar
        if day in national or not customs.intersection(calendar.get_list(day))
    )
