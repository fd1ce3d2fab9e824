"""From the catalogue to the index: what waits, a whole rebuild, and whether both say the same.

Each document carries its row's `seq` as an external version, so that writing twice, or two workers
writing in any order, ends with the newest. A rebuild holds an advisory lock that indexing shares.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone
from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan, streaming_bulk

from search.clients import index_aliases, indexing_client
from search.documents import document, index_definition, mapping_hash
from search.models import CatalogueOffer

logger = logging.getLogger(__name__)

BATCH = 500
# Any number that nobody else locks: "search" on a telephone's keys.
REBUILD_LOCK = 732724
VERSION_CONFLICT = 409


class IndexingError(Exception):
    """An index cannot be made, compared or put in place; the message says why."""


@dataclass(frozen=True)
class Drift:
    """What an index in use has otherwise than the catalogue: keys of offers."""

    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    left_over: tuple[str, ...]
    waiting: int
    stale_mapping: bool

    def __bool__(self):
        return bool(self.missing or self.outdated or self.left_over or self.stale_mapping)


def index_waiting(limit: int = 100_000) -> int:
    """Bring the index up to what the catalogue says, `limit` rows at most; returns rows brought.

    Builds the index if there is none. During a rebuild it does nothing: the rebuild ends with it.
    No row is locked while Elasticsearch works: whoever publishes never waits for it. A row that is
    refused keeps waiting, without holding back the others. Raises the client's errors when
    Elasticsearch does not answer.
    """
    client = _client()
    _read, write = index_aliases()
    if not client.indices.exists_alias(name=write):
        return rebuild(only_if_missing=True)
    with _shared_lock() as free:
        return _index_rows(client, write, limit) if free else 0


def rebuild(*, only_if_missing: bool = False) -> int:
    """Fill a new index from the catalogue, compare, and put it in place of the present one, which
    is kept beside it until the next rebuild. Returns the number of offers in it.

    Raises IndexingError, and leaves the present one in place, when the counts differ.
    """
    client = _client()
    read, write = index_aliases()
    with _exclusive_lock():
        if only_if_missing and client.indices.exists_alias(name=write):
            return 0
        made_at = f"{timezone.now():%Y%m%d%H%M%S%f}"
        name = f"{settings.ELASTICSEARCH_PREFIX}-offers-{mapping_hash()}-{made_at}"
        client.indices.create(index=name, **index_definition())
        try:
            sent = _fill(client, name)
        except Exception:
            # Whatever happened, a half-filled index serves nobody.
            client.indices.delete(index=name)
            raise
        _swap(client, name, (read, write))
        _mark(sent)
    index_waiting()
    return len(sent)


def find_drift() -> Drift:
    """Compare every offer of the index in use with its row. Rows that wait are not drift."""
    client = _client()
    read, _write = index_aliases()
    if not client.indices.exists_alias(name=read):
        return Drift((), (), (), CatalogueOffer.objects.waiting().count(), stale_mapping=True)
    client.indices.refresh(index=read)
    versions = {
        hit["_id"]: hit["_version"]
        for hit in scan(client, index=read, query={"version": True, "_source": False}, size=2000)
    }
    waiting = set(CatalogueOffer.objects.waiting().values_list("key", flat=True))
    rows = dict(CatalogueOffer.objects.live().values_list("key", "seq"))
    settled = {key: seq for key, seq in rows.items() if key not in waiting}
    return Drift(
        missing=tuple(sorted(settled.keys() - versions.keys())),
        outdated=tuple(
            sorted(key for key, seq in settled.items() if versions.get(key, seq) != seq)
        ),
        left_over=tuple(sorted(versions.keys() - rows.keys() - waiting)),
        waiting=len(waiting),
        stale_mapping=not any(f"-{mapping_hash()}-" in name for name in _behind(client, read)),
    )


def _client():
    if not settings.ELASTICSEARCH_URL:
        raise IndexingError("No Elasticsearch is configured: set ELASTICSEARCH_URL.")
    return indexing_client(settings.ELASTICSEARCH_URL)


def _index_rows(client, write, limit):
    brought, last = 0, 0
    while brought < limit:
        rows = list(
            CatalogueOffer.objects.waiting()
            .filter(seq__gt=last)
            .order_by("seq")[: min(BATCH, limit - brought)]
        )
        if not rows:
            break
        taken, _refused = _send(client, write, rows)
        _mark({row.pk: row.seq for row in taken})
        brought, last = brought + len(taken), rows[-1].seq
    if brought:
        client.indices.refresh(index=write)
    return brought


def _fill(client, name):
    """Write every live row into a new index; returns {row id: seq} of what it holds. What it
    refuses goes back to waiting: one bad row does not keep a whole country from a new index."""
    client.indices.put_settings(index=name, settings={"refresh_interval": "-1"})
    sent: dict[int, int] = {}
    for rows in _batches(CatalogueOffer.objects.live()):
        taken, refused = _send(client, name, rows)
        sent |= {row.pk: row.seq for row in taken}
        CatalogueOffer.objects.filter(pk__in=[row.pk for row in refused]).update(indexed_seq=0)
    client.indices.put_settings(
        index=name,
        settings={"refresh_interval": index_definition()["settings"]["refresh_interval"]},
    )
    client.indices.forcemerge(index=name, max_num_segments=1)
    client.indices.refresh(index=name)
    found = client.count(index=name)["count"]
    if found != len(sent):
        raise IndexingError(f"{len(sent)} offers were sent, {found} are in {name}.")
    return sent


def _mark(indexed: dict[int, int]) -> None:
    """Note what the index holds; a row that changed since keeps waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_catalogueoffer SET indexed_seq = sent.seq "
            "FROM unnest(%s::bigint[], %s::bigint[]) AS sent (id, seq) "
            "WHERE search_catalogueoffer.id = sent.id AND indexed_seq < sent.seq",
            [list(indexed), list(indexed.values())],
        )


def _batches(rows) -> Iterator[list[CatalogueOffer]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _send(client: Elasticsearch, index: str, rows: list[CatalogueOffer]) -> tuple[list, list]:
    """Write rows, or remove those no longer live; returns (rows taken, rows refused)."""
    by_key = {row.key: row for row in rows}
    taken = []
    for ok, result in streaming_bulk(
        client,
        map(_action, rows),
        index=index,
        chunk_size=BATCH,
        max_retries=3,
        raise_on_error=False,
        # Without its alias, Elasticsearch would make an index of that name, without a mapping.
        require_alias=index == index_aliases()[1],
    ):
        item = next(iter(result.values()))
        gone_already = item.get("result") == "not_found"
        newer_already = item["status"] == VERSION_CONFLICT
        if ok or gone_already or newer_already:
            taken.append(by_key.pop(item["_id"]))
        else:
            logger.error("The index refused the offer %s: %s", item["_id"], item["error"])
    return taken, list(by_key.values())


def _action(row):
    action = {"_id": row.key, "version": row.seq, "version_type": "external_gte"}
    if not row.live:
        return action | {"_op_type": "delete"}
    return action | {"_op_type": "index", "_source": document(row)}


def _swap(client, name, aliases):
    """Point the aliases at `name`, all at once; of the former indices the last one stays."""
    former = {index for alias in aliases for index in _behind(client, alias)}
    actions = [{"remove": {"index": index, "aliases": list(aliases)}} for index in former]
    actions.append({"add": {"index": name, "aliases": list(aliases)}})
    client.indices.update_aliases(actions=actions)
    present = client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-offers-*")
    for index in present.keys() - former - {name}:
        client.indices.delete(index=index)


def _behind(client, alias) -> list[str]:
    if not client.indices.exists_alias(name=alias):
        return []
    return list(client.indices.get_alias(name=alias))


@contextmanager
def _shared_lock():
    """Yields False while a rebuild is at work: it will bring what waits."""
    free = _lock("pg_try_advisory_lock_shared")
    try:
        yield free
    finally:
        if free:
            _lock("pg_advisory_unlock_shared")


@contextmanager
def _exclusive_lock():
    _lock("pg_advisory_lock")
    try:
        yield
    finally:
        _lock("pg_advisory_unlock")


def _lock(function):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [REBUILD_LOCK])
        return cursor.fetchone()[0]
