from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from elasticsearch import ApiError, TransportError
from elasticsearch.helpers import BulkIndexError

from search import evaluation

SCRATCH = {
    "elasticsearch": evaluation.scratch_index,
    "postgresql": evaluation.scratch_table,
}
SHOWN = 3


class Command(BaseCommand):
    help = "Judge the search on offers and judgements from files; nothing stays behind."

    def add_arguments(self, parser):
        parser.add_argument("--offers", type=Path, required=True, metavar="FILE.jsonl")
        parser.add_argument("--judgements", type=Path, required=True, metavar="FILE.csv")
        parser.add_argument("--engine", choices=SCRATCH, help="the one that pages ask by default")

    def handle(self, *, offers, judgements, engine, **options):
        engine = engine or ("elasticsearch" if settings.ELASTICSEARCH_URL else "postgresql")
        if engine == "elasticsearch" and not settings.ELASTICSEARCH_URL:
            raise CommandError("No Elasticsearch is configured: set ELASTICSEARCH_URL.")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            # A database that is new has not even synonyms.
            call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
        try:
            questions = evaluation.read_questions(judgements)
            collection = evaluation.read_offers(offers)
            with SCRATCH[engine](collection.rows) as ask:
                answers = []
                day = timezone.localdate()
                for answer in evaluation.evaluate(collection, questions, ask, day):
                    answers.append(answer)
                    self.stdout.write(_line(answer))
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        except (BulkIndexError, DatabaseError) as error:
            raise CommandError(f"The engine does not take these offers: {_said(error)}") from error
        except (ApiError, TransportError) as error:
            raise CommandError(f"Elasticsearch did not answer: {error}") from error
        self.stdout.write(evaluation.summary(answers))


def _said(error):
    """Of many items that Elasticsearch refused, the first."""
    if not isinstance(error, BulkIndexError):
        return str(error)
    [item] = error.errors[0].values()
    return f"{error} {item['_id']}: {item['error']}"


def _line(answer):
    score = "  –  " if answer.ndcg is None else f"{answer.ndcg:.3f}"
    where = f" ({answer.question.commune})" if answer.question.commune else ""
    first = ", ".join(answer.found[:SHOWN]) or "nothing"
    return f"{score}  {answer.question.query}{where}: {first}"
