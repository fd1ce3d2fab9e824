"""Indexing, out of the way of whoever publishes, and the upkeep of the index."""

import logging

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone
from django_tenants.utils import schema_context
from elasticsearch import ApiError, TransportError
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, on_startup

from search import indexing, logbook
from search.knowledge import count_words, learn_new_words

logger = logging.getLogger(__name__)

LATE_SECONDS = 300


def queue_indexing() -> None:
    """Learn and index what waits once the current transaction is committed. The catalogue is the
    outbox: a task that is lost loses nothing, the next one or the next minute finds the same."""
    transaction.on_commit(_enqueue)


def queue_rebuild() -> None:
    """Rebuild the index once the current transaction is committed, in the worker."""
    transaction.on_commit(_enqueue_rebuild)


def _enqueue_rebuild():
    with schema_context("public"):
        rebuild_index()


def _enqueue():
    with schema_context("public"):
        if settings.ELASTICSEARCH_URL:
            index_waiting()
        learn_waiting()


# Before Wagtail's own housekeeping, of which a bulk load leaves hundreds: somebody waits for this.
@db_task(priority=10)
def index_waiting():
    _try(indexing.index_waiting)


# After the indexing: a word that nobody knows yet finds its offer all the same.
@db_task(priority=5)
def learn_waiting():
    with schema_context("public"):
        learn_new_words()


@db_periodic_task(crontab(hour="2", minute="40"))
def count_words_each_night():
    with schema_context("public"):
        count_words()


@db_periodic_task(crontab(minute="*"))
def index_what_still_waits():
    if settings.ELASTICSEARCH_URL:
        _try(indexing.index_waiting)
        late = indexing.lag()
        if late.seconds > LATE_SECONDS:
            logger.error(
                "%s offers wait to be indexed, one for %.0f s.", late.waiting, late.seconds
            )
    learn_waiting.call_local()


@db_periodic_task(crontab(hour="2", minute="47"))
def close_the_weeks_of_the_logbook():
    logbook.close_weeks(timezone.localdate())


@on_startup()
def index_what_waited():
    """A worker that starts catches up, and has met Elasticsearch before anybody waits for it."""
    _try(indexing.catch_up)
    connections.close_all()


@db_task()
def rebuild_index():
    _try(indexing.rebuild)


@db_periodic_task(crontab(hour="3", minute="20"))
def repair_drift():
    _try(_repair_drift)


@db_periodic_task(crontab(minute="40"))
def remove_old_indices():
    _try(indexing.remove_old_indices)


@db_task()
def note_slow_search(milliseconds, engine, filters, results):
    from search.slowness import keep_slow_search

    keep_slow_search(milliseconds, engine, filters, results)


def _repair_drift():
    drift = indexing.find_drift()
    if drift.stale_mapping:
        indexing.catch_up()
    elif drift:
        indexing.repair(drift)
    indexing.report_drift(drift, repaired=bool(drift))
    if drift:
        logger.warning("The index differed from the catalogue: %s", drift.in_words())


def _try(work):
    if not settings.ELASTICSEARCH_URL:
        return
    try:
        with schema_context("public"):
            work()
    except (ApiError, TransportError, indexing.IndexingError) as error:
        # The rows keep waiting, and PostgreSQL answers meanwhile.
        logger.warning("Elasticsearch did not take what it should: %s", error)
