from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from contacts.deadlines import due_on
from tenants.geography.suggest import find
from tenants.models import OVERSEAS_TIME_ZONES, TIME_ZONES, Territory


class Command(BaseCommand):
    help = "The date promised for a request: `--sent 2026-04-30T23:30+02:00 --delay 3 --commune …`"

    def add_arguments(self, parser):
        parser.add_argument("--sent", required=True, help="when, with its offset from UTC")
        parser.add_argument("--delay", required=True, type=int, help="calendar days")
        parser.add_argument("--commune", required=True, help="INSEE code")

    def handle(self, *, sent, delay, commune, **options):
        place = find(commune)
        if place is None:
            raise CommandError(f"There is no commune with the code {commune}.")
        try:
            day = due_on(
                sent=_moment(sent),
                delay_days=delay,
                commune=place.code,
                time_zone=_time_zone(place),
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(day.isoformat())


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(f"{text} is no moment: write it as 2026-04-30T23:30+02:00.")
    return moment


def _time_zone(place) -> str:
    """That of the territory, or where there is none yet, of the place itself."""
    territory = Territory.objects.holding(place).first()
    if territory is not None:
        return territory.time_zone
    return OVERSEAS_TIME_ZONES.get(place.code[:3], TIME_ZONES[0])
