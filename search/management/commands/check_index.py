from django.core.management.base import BaseCommand, CommandError
from elasticsearch import ApiError, TransportError

from search import indexing

SHOWN = 10


class Command(BaseCommand):
    help = "Compare the search index with the catalogue, offer by offer; fails when they differ."

    def handle(self, **options):
        try:
            drift = indexing.find_drift()
        except (ApiError, TransportError, indexing.IndexingError) as error:
            raise CommandError(f"The index could not be compared: {error}") from error
        self.stdout.write(f"{drift.waiting} offers wait to be indexed.")
        if drift:
            raise CommandError(_in_words(drift))
        self.stdout.write("The index says what the catalogue says.")


def _in_words(drift):
    lines = [
        f"{len(keys)} {label}: {', '.join(keys[:SHOWN])}{'…' if len(keys) > SHOWN else ''}"
        for label, keys in (
            ("missing", drift.missing),
            ("outdated", drift.outdated),
            ("left over", drift.left_over),
        )
        if keys
    ]
    if drift.stale_mapping:
        lines.append("The index in use was not made by this code, or there is none.")
    return "\n".join([*lines, "`rebuild_index` makes a new one."])
