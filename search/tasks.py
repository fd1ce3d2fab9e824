"""Indexing, out of the way of whoever publishes."""

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


def queue_indexing() -> None:
    """Learn and index what waits once the current transaction is committed. The catalogue is the
    outbox: a task that is lost loses nothing, the next one or the next minute finds the same."""
    transaction.on_commit(_enqueue)


def _enqueue():
    with schema_context("public"):
        if settings.ELASTICSEARCH_URL:
            index_waiting()
        learn_waiting()


# Before Wagtail's own housekeeping, of which a bulk load leaves hundreds: somebody waits for this.
@db_task(priority=10)
def index_waiting():
    _index()


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
    _index()
    learn_waiting.call_local()


@db_periodic_task(crontab(hour="2", minute="47"))
def close_the_weeks_of_the_logbook():
    logbook.close_weeks(timezone.localdate())


@on_startup()
def index_what_waited():
    """A worker that starts catches up, and has met Elasticsearch before anybody waits for it."""
    _index()
    connections.close_all()


def _index():
    if not settings.ELASTICSEARCH_URL:
        return
    try:
        with schema_context("public"):
            indexing.index_waiting()
    except (ApiError, TransportError) as error:
        # The rows keep waiting, and PostgreSQL answers meanwhile.
        logger.warning("Elasticsearch did not take the waiting offers: %s", error)
