from pathlib import Path

from django.core.management import BaseCommand, CommandError

from tenants.geography.dataset import DATA_FILE
from tenants.geography.services import GeographyError, load_geography

SHOWN = 30


class Command(BaseCommand):
    help = "Load communes, EPCI, départements and regions. Without --apply, say what would change."

    def add_arguments(self, parser):
        parser.add_argument("--file", type=Path, default=DATA_FILE)
        parser.add_argument("--apply", action="store_true", help="Write the changes.")

    def handle(self, *, file, apply, **options):
        try:
            report = load_geography(file=file, apply=apply)
        except GeographyError as error:
            raise CommandError(str(error)) from error
        closed = [f"{code} → {taker or 'nobody'}" for code, taker in report.closed.items()]
        for word, codes in (
            ("created", report.created),
            ("changed", report.changed),
            ("closed", closed),
        ):
            self.stdout.write(f"{len(codes)} {word}{_first(codes)}")
        self.stdout.write(f"{report.unchanged} unchanged")
        if not apply and not report.is_empty:
            self.stdout.write("Nothing was written: add --apply to do it.")


def _first(codes):
    if not codes:
        return ""
    more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
    return f": {', '.join(codes[:SHOWN])}{more}"
