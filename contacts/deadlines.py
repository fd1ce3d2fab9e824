"""The date promised to a young person.

An organisation answers within 1 to 7 calendar days. A promise that would end on a Saturday, a
Sunday or a public holiday of the commune ends on the next working day. The day itself counts, to
its end.
"""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays

SATURDAY = 5

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


def due_on(*, sent: datetime, delay_days: int, commune: str, time_zone: str) -> date:
    """The last day to answer a request sent at `sent` (aware) in the commune of this INSEE code.

    Days are those of `time_zone`. Raises ValueError on a naive `sent` or a negative delay.
    """
    if sent.tzinfo is None:
        raise ValueError("`sent` must carry its time zone.")
    if delay_days < 0:
        raise ValueError("A delay cannot be negative.")
    day = sent.astimezone(ZoneInfo(time_zone)).date() + timedelta(days=delay_days)
    return working_day(day, subdivision(commune))


def subdivision(commune: str) -> str:
    """Where the commune finds its public holidays: "" for those of the whole country."""
    return SUBDIVISIONS.get(commune[:3]) or SUBDIVISIONS.get(commune[:2], "")


@lru_cache(maxsize=4096)
def working_day(day: date, subdivision: str) -> date:
    """This day, or the next that is neither in a weekend nor a public holiday."""
    while day.weekday() >= SATURDAY or day in public_holidays(day.year, subdivision):
        day += timedelta(days=1)
    return day


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
