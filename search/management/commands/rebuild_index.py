from django.core.management.base import BaseCommand, CommandError
from elasticsearch import ApiError, TransportError

from search import indexing


class Command(BaseCommand):
    help = "Build a new search index from the catalogue and put it in place of the present one."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-needed",
            action="store_true",
            help="only when there is no index, or one that says otherwise than the catalogue",
        )

    def handle(self, *, if_needed, **options):
        try:
            if if_needed and not indexing.find_drift():
                self.stdout.write("The index says what the catalogue says: nothing to do.")
                return
            count = indexing.rebuild()
        except (ApiError, TransportError, indexing.IndexingError) as error:
            raise CommandError(f"The index was not rebuilt: {error}") from error
        self.stdout.write(f"{count} offers are in the new index.")
