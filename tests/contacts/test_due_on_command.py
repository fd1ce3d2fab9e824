from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def told(sent, delay, commune):
    out = StringIO()
    call_command("due_on", sent=sent, delay=delay, commune=commune, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("sent", "delay", "commune", "day"),
    [
        # A Sunday, then a Monday; the first of May is on the way and counts as a day.
        ("2026-04-30T23:30+02:00", 3, "67482", "2026-05-04"),
        # Good Friday is a public holiday in Strasbourg, and not in Paris.
        ("2026-03-31T10:00+02:00", 3, "67482", "2026-04-07"),
        ("2026-03-31T10:00+02:00", 3, "75056", "2026-04-03"),
        # Already the next day in Réunion, still the same in Guadeloupe.
        ("2026-11-25T21:30+00:00", 1, "97411", "2026-11-27"),
        ("2026-11-25T21:30+00:00", 1, "97105", "2026-11-26"),
        # Paris 3e is asked by its own code.
        ("2026-11-25T09:00+01:00", 2, "75103", "2026-11-27"),
    ],
)
def test_the_command_prints_the_date_alone(public, sent, delay, commune, day):
    assert told(sent, delay, commune) == f"{day}\n"


def test_the_hour_is_that_of_the_territory(reims):
    assert told("2026-11-24T23:30+00:00", 1, "51454") == "2026-11-26\n"
    reims.time_zone = "America/Martinique"
    reims.save()
    assert told("2026-11-24T23:30+00:00", 1, "51454") == "2026-11-25\n"


@pytest.mark.parametrize(
    ("sent", "delay", "commune", "why"),
    [
        ("yesterday", 3, "67482", "no moment"),
        ("2026-04-30T23:30", 3, "67482", "time zone"),
        ("2026-04-30T23:30+02:00", -1, "67482", "negative"),
        ("2026-04-30T23:30+02:00", 3, "00000", "no commune"),
    ],
)
def test_what_cannot_be_read_is_said(public, sent, delay, commune, why):
    with pytest.raises(CommandError, match=why):
        told(sent, delay, commune)
