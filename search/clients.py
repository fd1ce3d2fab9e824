"""The connections to Elasticsearch: one that never makes a visitor wait, one that insists."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from threading import RLock, local
from typing import Any, TypeVar

from django.conf import settings
from elastic_transport import BaseNode, ConnectionTimeout, NodePool, Transport
from elastic_transport import ConnectionError as NodeIsGone
from elasticsearch import ApiError, Elasticsearch, SerializationError, TransportError
from urllib3 import Timeout

from search.breaker import CircuitBreaker
from search.documents import mapping_hash
from search.engines.elastic import ElasticEngine
from search.query import Results, Search

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

SEARCH_SECONDS = 1.5
INDEXING_SECONDS = 30
# Whoever waited in vain does not wait again for the other questions of the same page.
WAITED_SECONDS = 3
# A node that is back is asked again this many seconds later, at most.
AWAY_SECONDS = 10
# Busy or away, for a while; the client that insists asks again.
TRY_AGAIN = (429, 502, 503, 504)
# What the engine says in good health: it has no such index, it does not accept this question.
NO_FAILURE = (400, 404)
NOT_LET_IN = (401, 403)

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
_said: dict[str, object] = {}
_waited = local()


def index_aliases() -> tuple[str, str]:
    """(the one that is read, the one that is written). They carry the hash of the mapping: an index
    made by other code does not answer to them, and is never asked what it cannot know."""
    name = f"{settings.ELASTICSEARCH_PREFIX}-offers-{_mapping_hash()}"
    return f"{name}-read", f"{name}-write"


def ask_elasticsearch(search: Search) -> Results | None:
    """The full engine's answer; None when none is configured or it does not answer in time."""
    return ask(lambda client, index: ElasticEngine(client, index).find(search))


def ask(question: Callable[[Elasticsearch, str], Answer]) -> Answer | None:
    """What `question(client, index)` returns, all its requests within SEARCH_SECONDS; None without
    an engine, without an index that this code can read, or without an answer in time."""
    url = settings.ELASTICSEARCH_URL
    if not url or _has_just_waited(url) or not (breaker := breaker_of(url)).lets_through():
        return None
    try:
        with within(SEARCH_SECONDS):
            answer = question(search_client(url), index_aliases()[0])
    except (ApiError, TransportError) as error:
        if isinstance(error, ApiError) and error.status_code in NO_FAILURE:
            breaker.answered()
        else:
            breaker.failed()
        if isinstance(error, ConnectionTimeout):
            _waited.url, _waited.until = url, time.monotonic() + WAITED_SECONDS
        _say_once(url, error)
        return None
    breaker.answered()
    if _said.pop(url, None):
        logger.warning("Elasticsearch answers again.")
    return answer


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All that the search client asks inside ends in this time, whatever the number of tries."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


class OneAtATime(NodePool):
    """The library's pool lists its living nodes while another thread may declare one dead."""

    def __init__(self, *arguments: Any, **options: Any):
        self._lock = RLock()
        super().__init__(*arguments, **options)

    def get(self) -> BaseNode:
        with self._lock:
            return super().get()

    def mark_dead(self, node: BaseNode, **options: Any) -> None:
        with self._lock:
            super().mark_dead(node, **options)

    def mark_live(self, node: BaseNode) -> None:
        with self._lock:
            super().mark_live(node)


class NodesInTurn(Transport):
    """A node that is gone: the next one is asked, within the same deadline. One that is slow is not
    asked twice, nor another in its place: the whole cluster may be."""

    def perform_request(self, method: str, target: str, **options: Any) -> Any:
        until = _deadline.get() or time.monotonic() + SEARCH_SECONDS
        for others in reversed(range(len(self.node_pool))):
            left = until - time.monotonic()
            options |= {"request_timeout": Timeout(total=max(left, 0.01)), "max_retries": 0}
            try:
                return super().perform_request(method, target, **options)
            except NodeIsGone:
                if not others or time.monotonic() >= until:
                    raise
        raise AssertionError("A pool has one node at least.")


@cache
def search_client(url: str) -> Elasticsearch:
    """For whoever waits for a page; `url` may name several nodes, with commas."""
    return Elasticsearch(
        _nodes(url),
        transport_class=NodesInTurn,
        node_pool_class=OneAtATime,
        dead_node_backoff_factor=AWAY_SECONDS / 2,
        max_dead_node_backoff=AWAY_SECONDS,
        # Threads that wait for one of few connections would wait beyond their deadline.
        connections_per_node=64,
    )


@cache
def indexing_client(url: str) -> Elasticsearch:
    """For the worker and commands: time enough, and again when a node is busy or away."""
    return Elasticsearch(
        _nodes(url),
        node_pool_class=OneAtATime,
        request_timeout=INDEXING_SECONDS,
        max_retries=3,
        retry_on_timeout=True,
        retry_on_status=TRY_AGAIN,
        max_dead_node_backoff=AWAY_SECONDS,
    )


@cache
def breaker_of(url: str) -> CircuitBreaker:
    """That of this process."""
    return CircuitBreaker()


def _has_just_waited(url: str) -> bool:
    """In this thread, which serves one page at a time."""
    return getattr(_waited, "url", "") == url and time.monotonic() < _waited.until


@cache
def _mapping_hash() -> str:
    return mapping_hash()


def _nodes(url: str) -> list[str]:
    return [node.strip() for node in url.split(",")]


def _say_once(url: str, error: ApiError | TransportError) -> None:
    """The log tells what changes: an engine that is away for an hour is one line, not one a search.
    It holds nothing of the account but its name, and nothing of what was asked."""
    reason = error.status_code if isinstance(error, ApiError) else type(error)
    if _said.get(url) == reason:
        return
    _said[url] = reason
    if reason in NOT_LET_IN:
        logger.error(
            "Elasticsearch does not let us in (%s), PostgreSQL answers searches: check the name "
            "and the password in ELASTICSEARCH_URL.",
            reason,
        )
    else:
        logger.warning("Elasticsearch did not answer, PostgreSQL does: %s", _told(error))


def _told(error):
    # Its reasons and bodies quote the words that somebody typed.
    if isinstance(error, ApiError):
        return f"{error.status_code} {error.error}"
    return type(error).__name__ if isinstance(error, SerializationError) else error
