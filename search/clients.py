"""The connections to Elasticsearch: one that never makes a visitor wait, one that insists."""

import logging
import time
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import TypeVar

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError

from search.engines.elastic import ElasticEngine
from search.query import Results, Search

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

SEARCH_SECONDS = 2
INDEXING_SECONDS = 30
FAILURES_BEFORE_OPENING = 3
OPEN_SECONDS = 10


def index_aliases() -> tuple[str, str]:
    """(the one that is read, the one that is written)."""
    return (
        f"{settings.ELASTICSEARCH_PREFIX}-offers-read",
        f"{settings.ELASTICSEARCH_PREFIX}-offers-write",
    )


class CircuitBreaker:
    """After some failures in a row, no more questions for a while; then one question tries."""

    def __init__(
        self,
        failures: int = FAILURES_BEFORE_OPENING,
        seconds: float = OPEN_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._allowed, self._seconds, self._clock = failures, seconds, clock
        self._lock = Lock()
        self._failures = 0
        self._open_until = 0.0

    def lets_through(self) -> bool:
        with self._lock:
            if self._failures < self._allowed:
                return True
            now = self._clock()
            if now < self._open_until:
                return False
            # This caller tries; the others wait for what it finds.
            self._open_until = now + self._seconds
            return True

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self._allowed:
                self._open_until = self._clock() + self._seconds

    def answered(self) -> None:
        with self._lock:
            self._failures = 0


def ask_elasticsearch(search: Search) -> Results | None:
    """The full engine's answer; None when none is configured or it does not answer in time."""
    return ask(lambda client, index: ElasticEngine(client, index).find(search))


def ask(question: Callable[[Elasticsearch, str], Answer]) -> Answer | None:
    """What `question(client, index)` returns; None without an engine, or without an answer."""
    url = settings.ELASTICSEARCH_URL
    if not url or not (breaker := _breaker(url)).lets_through():
        return None
    try:
        answer = question(search_client(url), index_aliases()[0])
    except (ApiError, TransportError) as error:
        breaker.failed()
        logger.warning("Elasticsearch did not answer, PostgreSQL does: %s", error)
        return None
    breaker.answered()
    return answer


@cache
def search_client(url: str) -> Elasticsearch:
    """For whoever waits for a page: two seconds, no second try."""
    return Elasticsearch(
        url.split(","), request_timeout=SEARCH_SECONDS, max_retries=0, retry_on_timeout=False
    )


@cache
def indexing_client(url: str) -> Elasticsearch:
    """For the worker and commands: time enough, and again when a node is busy or away."""
    return Elasticsearch(
        url.split(","),
        request_timeout=INDEXING_SECONDS,
        max_retries=3,
        retry_on_timeout=True,
        retry_on_status=(429, 502, 503, 504),
    )


@cache
def _breaker(url: str) -> CircuitBreaker:
    return CircuitBreaker()
