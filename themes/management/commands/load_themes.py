from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from themes.services import load_themes


class Command(BaseCommand):
    help = (
        "Load the national themes and model questionnaires that come with the project. "
        "Nothing changes without --apply."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="Do it")

    @transaction.atomic
    def handle(self, *, apply, **options):
        try:
            loaded = load_themes()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        rows = {
            "created": loaded.created,
            "changed": loaded.changed,
            "removed": loaded.removed,
            "kept as edited here": loaded.kept,
        }
        for done, names in rows.items():
            if names:
                self.stdout.write(f"{done}: {', '.join(names)}")
        if not any(rows.values()):
            self.stdout.write("Nothing to change.")
        if not apply:
            transaction.set_rollback(True)
            self.stdout.write("Nothing was written. Add --apply to do it.")
