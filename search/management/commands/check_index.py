from django.core.management.base import BaseCommand, CommandError
from elasticsearch import ApiError, TransportError

from search import indexing

SHOWN = 10


class Command(BaseCommand):
    help = "Compare the search index with the catalogue, offer by offer; fails when they differ."

    def add_arguments(self, parser):
        parser.add_argument(
            "--repair",
            action="store_true",
            help="bring again what is missing or outdated, take out what is left over",
        )

    def handle(self, *, repair, **options):
        try:
            drift = indexing.find_drift()
            self._tell(drift)
            if drift and repair:
                self._repair(drift)
                drift = indexing.find_drift()
        except (ApiError, TransportError, indexing.IndexingError) as error:
            raise CommandError(f"The index could not be compared: {error}") from error
        if drift:
            raise CommandError(_in_words(drift))
        self.stdout.write("The index says what the catalogue says.")

    def _tell(self, drift):
        lag = indexing.lag()
        self.stdout.write(f"{lag.waiting} offers wait to be indexed, {lag.seconds:.0f} s at most.")
        self.stdout.write(f"{lag.set_aside} offers are set aside.")
        for territory, counts in drift.by_territory().items():
            told = ", ".join(f"{number} {_label(kind)}" for kind, number in counts.items())
            self.stdout.write(f"  {territory}: {told}")

    def _repair(self, drift):
        if drift.stale_mapping:
            indexing.catch_up()
        else:
            indexing.repair(drift)
        indexing.report_drift(drift, repaired=True)
        self.stdout.write(f"Repaired: {drift.in_words()}.")


def _in_words(drift):
    lines = [
        f"{len(keys)} {_label(kind)}: {', '.join(keys[:SHOWN])}{'…' if len(keys) > SHOWN else ''}"
        for kind in ("missing", "outdated", "left_over")
        if (keys := getattr(drift, kind))
    ]
    if drift.stale_mapping:
        lines.append("The index in use was not made by this code, or there is none.")
    return "\n".join([*lines, "`check_index --repair` repairs, `rebuild_index` makes a new one."])


def _label(kind):
    return kind.replace("_", " ")
