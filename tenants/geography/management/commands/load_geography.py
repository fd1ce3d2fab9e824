from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from tenants.commune_changes import Matter, apply_year, read_year
from tenants.geography.dataset import DATA_FILE, UnreadableFileError
from tenants.geography.services import GeographyError, load_geography
from tenants.models import Territory

SHOWN = 30


class Command(BaseCommand):
    help = (
        "Load communes, EPCI, départements and regions, and follow the communes that changed in"
        " the territories. Without --apply, say what would change and what needs a decision."
    )

    def add_arguments(self, parser):
        parser.add_argument("--file", type=Path, default=DATA_FILE)
        parser.add_argument("--apply", action="store_true", help="Write the changes.")

    def handle(self, *, file, apply, **options):
        try:
            if apply:
                year, report = apply_year(file=file)
            else:
                year, report = read_year(file=file), load_geography(file=file, apply=False)
        except (GeographyError, UnreadableFileError) as error:
            raise CommandError(str(error)) from error
        except ValidationError as refusal:
            raise CommandError(
                f"{refusal.messages[0]} Decide on the national site: “Communes of the year”."
            ) from refusal
        self._tell(year)
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

    def _tell(self, year):
        names = dict(Territory.objects.values_list("pk", "schema_name"))
        for matter in year.matters:
            to = "needs a decision"
            if matter.is_solved:
                to = f"to {names[matter.solution]}" if matter.solution else "no territory concerned"
            elif decided := year.decided.get(matter.change.code):
                to = f"decided: {names.get(decided.territory_id, 'nobody’s')}"
            self.stdout.write(f"{_line(matter)}: {to}")


def _line(matter: Matter) -> str:
    change = matter.change
    from_where = ", ".join(f"{name} {code}" for code, name in change.sources.items())
    moved = f" ({change.before} → {change.after})" if change.before or change.after else ""
    return f"{change.kind.value}: {from_where} → {change.name} {change.code}{moved}"


def _first(codes):
    if not codes:
        return ""
    more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
    return f": {', '.join(codes[:SHOWN])}{more}"
