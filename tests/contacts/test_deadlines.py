from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from contacts.deadlines import due_on, public_holidays, subdivision

PARIS = "Europe/Paris"
REIMS, STRASBOURG, METZ, COLMAR = "51454", "67482", "57463", "68066"
POINTE_A_PITRE, FORT_DE_FRANCE, CAYENNE, SAINT_DENIS, MAMOUDZOU = (
    "97120",
    "97209",
    "97302",
    "97411",
    "97608",
)


def noon(day: str, time_zone: str = PARIS) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo(time_zone))


@pytest.mark.parametrize(
    ("sent", "delay_days", "commune", "expected", "why"),
    [
        ("2026-11-23", 3, REIMS, "2026-11-26", "an ordinary Thursday stays"),
        ("2026-11-23", 1, REIMS, "2026-11-24", "one day is tomorrow"),
        ("2026-11-23", 0, REIMS, "2026-11-23", "no day is today"),
        ("2026-11-23", 7, REIMS, "2026-11-30", "a week later is the same weekday"),
        ("2026-11-24", 4, REIMS, "2026-11-30", "a Saturday moves to Monday"),
        ("2026-11-24", 5, REIMS, "2026-11-30", "a Sunday moves to Monday"),
        (
            "2026-11-21",
            1,
            REIMS,
            "2026-11-23",
            "sent on a Saturday, a Sunday moves too",
        ),
        ("2026-11-20", 3, REIMS, "2026-11-23", "weekend days in between are counted"),
        ("2026-11-10", 1, REIMS, "2026-11-12", "Armistice moves"),
        ("2026-12-24", 1, REIMS, "2026-12-28", "Christmas on a Friday moves over the weekend"),
        ("2026-12-31", 1, REIMS, "2027-01-04", "New Year on a Friday moves into January"),
        ("2026-04-04", 2, REIMS, "2026-04-07", "Easter Monday moves"),
        ("2026-05-13", 1, REIMS, "2026-05-15", "Ascension moves to its Friday, which is worked"),
        ("2026-05-24", 1, REIMS, "2026-05-26", "Whit Monday moves"),
        ("2027-12-24", 1, REIMS, "2027-12-27", "Christmas on a Saturday gives no day in lieu"),
        ("2026-04-02", 1, REIMS, "2026-04-03", "Good Friday is worked in Reims"),
        ("2026-04-02", 1, STRASBOURG, "2026-04-07", "Good Friday then Easter Monday in Alsace"),
        ("2026-04-02", 1, COLMAR, "2026-04-07", "in Haut-Rhin as well"),
        ("2026-04-02", 1, METZ, "2026-04-07", "in Moselle as well"),
        ("2025-12-24", 2, STRASBOURG, "2025-12-29", "Saint Stephen's day in Alsace"),
        ("2025-12-24", 2, REIMS, "2025-12-26", "Saint Stephen's day is worked in Reims"),
        ("2026-05-26", 1, POINTE_A_PITRE, "2026-05-28", "abolition of slavery in Guadeloupe"),
        ("2026-05-26", 1, FORT_DE_FRANCE, "2026-05-27", "which is worked in Martinique"),
        (
            "2026-05-21",
            1,
            FORT_DE_FRANCE,
            "2026-05-26",
            "22 May in Martinique, then Whit Monday",
        ),
        ("2026-06-09", 1, CAYENNE, "2026-06-11", "abolition of slavery in Guyane"),
        ("2027-12-19", 1, SAINT_DENIS, "2027-12-21", "abolition of slavery in La Réunion"),
        ("2026-04-26", 1, MAMOUDZOU, "2026-04-28", "abolition of slavery in Mayotte"),
        ("2026-03-11", 1, POINTE_A_PITRE, "2026-03-12", "no law names mi-carême"),
        ("2026-04-02", 1, POINTE_A_PITRE, "2026-04-03", "nor Good Friday in Guadeloupe"),
        ("2026-04-02", 1, FORT_DE_FRANCE, "2026-04-03", "nor Good Friday in Martinique"),
        ("2026-07-20", 1, POINTE_A_PITRE, "2026-07-21", "nor Victor Schœlcher's day"),
        ("2026-11-10", 1, POINTE_A_PITRE, "2026-11-12", "national holidays hold overseas"),
    ],
)
def test_a_deadline_is_a_working_day_of_the_commune(sent, delay_days, commune, expected, why):
    due = due_on(sent=noon(sent), delay_days=delay_days, commune=commune, time_zone=PARIS)
    assert due == date.fromisoformat(expected), why


def test_a_request_sent_late_in_the_evening_is_counted_from_the_local_day():
    sent = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # Tuesday 24, 00:30 in Reims
    assert due_on(sent=sent, delay_days=2, commune=REIMS, time_zone=PARIS) == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("time_zone", "commune", "expected"),
    [
        ("America/Martinique", FORT_DE_FRANCE, date(2026, 11, 24)),
        ("Indian/Reunion", SAINT_DENIS, date(2026, 11, 25)),
        ("America/Cayenne", CAYENNE, date(2026, 11, 24)),
    ],
)
def test_the_same_instant_is_another_day_overseas(time_zone, commune, expected):
    sent = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    assert due_on(sent=sent, delay_days=1, commune=commune, time_zone=time_zone) == expected


def test_the_night_when_clocks_change_loses_no_day():
    sent = datetime(2026, 10, 23, 23, 30, tzinfo=ZoneInfo(PARIS))
    assert due_on(sent=sent, delay_days=3, commune=REIMS, time_zone=PARIS) == date(2026, 10, 26)


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        due_on(
            sent=datetime(2026, 11, 23),  # noqa: DTZ001
            delay_days=3,
            commune=REIMS,
            time_zone=PARIS,
        )


def test_a_negative_delay_is_refused():
    with pytest.raises(ValueError, match="negative"):
        due_on(sent=noon("2026-11-23"), delay_days=-1, commune=REIMS, time_zone=PARIS)


def test_the_calendar_of_a_year_is_computed_once():
    public_holidays.cache_clear()
    for _day in range(20):
        due_on(sent=noon("2026-11-23"), delay_days=3, commune=STRASBOURG, time_zone=PARIS)
        due_on(sent=noon("2026-11-10"), delay_days=1, commune=STRASBOURG, time_zone=PARIS)
    assert public_holidays.cache_info().misses <= 1


@pytest.mark.parametrize("commune", ["2A004", "2B033", "75056", "01001"])
def test_corsica_and_the_other_departements_keep_the_national_holidays(commune):
    assert subdivision(commune) == ""


@pytest.mark.parametrize("year", range(2024, 2040))
def test_the_country_has_eleven_public_holidays_a_year_and_alsace_thirteen(year):
    national, alsace = public_holidays(year, ""), public_holidays(year, "6AE")
    # Ascension falls on 1 or 8 May in some years.
    assert len(national) in (10, 11)
    assert len(alsace - national) == 2
