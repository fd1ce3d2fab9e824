"""Rows to an index in bulk, and what became of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from search.clients import index_aliases
from search.documents import document
from search.models import CatalogueOffer, Trouble

BULK_BYTES = 10 * 1024 * 1024
# The engine asks for patience: tried again after 0.5, 1, 2… seconds.
BUSY = (429, 503)
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 15
VERSION_CONFLICT = 409
# Large columns that no document holds.
LEFT_OUT = ("detail", "vector", "starts")


@dataclass(frozen=True)
class Refusal:
    row: CatalogueOffer
    trouble: Trouble
    detail: str


@dataclass
class Outcome:
    taken: list[CatalogueOffer] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def send(
    client: Elasticsearch, index: str, rows: Iterable[CatalogueOffer], *, tries: int = 2
) -> Outcome:
    """Write rows, or remove those no longer live. Nothing is read from the database.

    Raises the client's errors when the whole request fails, after `tries` more of them."""
    outcome, actions, by_key = Outcome(), [], {}
    for row in rows:
        try:
            actions.append(_action(row))
            by_key[row.key] = row
        except Exception as error:
            # Whatever one row holds, the others go on.
            outcome.refused.append(Refusal(row, Trouble.UNREADABLE, repr(error)))
    for ok, result in streaming_bulk(
        # A busy engine is left in peace for a while: the client itself would try again at once.
        client.options(retry_on_status=()),
        actions,
        index=index,
        chunk_size=len(actions) or 1,
        max_chunk_bytes=BULK_BYTES,
        max_retries=tries,
        initial_backoff=FIRST_WAIT_SECONDS,
        max_backoff=LONGEST_WAIT_SECONDS,
        retry_on_status=BUSY,
        raise_on_error=False,
        # Without its alias, Elasticsearch would make an index of that name, without a mapping.
        require_alias=index == index_aliases()[1],
    ):
        item = next(iter(result.values()))
        row = by_key[item["_id"]]
        if ok or _is_settled(item):
            outcome.taken.append(row)
        else:
            outcome.refused.append(Refusal(row, trouble_of(item), _said(item)))
    return outcome


def remove(client: Elasticsearch, index: str, versions: Mapping[str, int]) -> None:
    """Take documents out that have no row; one that was written since, with a greater number,
    stays."""
    actions = [
        {"_op_type": "delete", "_id": key, "version": version, "version_type": "external_gte"}
        for key, version in versions.items()
    ]
    for _done in streaming_bulk(client, actions, index=index, raise_on_error=False):
        pass


def trouble_of(item: Mapping) -> Trouble:
    """What kind of trouble the answer to one item is."""
    status, error = item["status"], item.get("error")
    kind = error.get("type", "") if isinstance(error, Mapping) else ""
    if kind == "cluster_block_exception" or status == 403:
        return Trouble.FULL
    if status in BUSY:
        return Trouble.BUSY
    if status == 400:
        return Trouble.REFUSED
    return Trouble.FAILED


def _action(row):
    action = {"_id": row.key, "version": row.seq, "version_type": "external_gte"}
    if not row.live:
        return action | {"_op_type": "delete"}
    return action | {"_op_type": "index", "_source": document(row)}


def _is_settled(item):
    """It was gone already, or a newer state is there already."""
    return item.get("result") == "not_found" or item["status"] == VERSION_CONFLICT


def _said(item):
    error = item.get("error")
    if not isinstance(error, Mapping):
        return str(error)
    cause = error.get("caused_by") or {}
    parts = [error.get("type"), error.get("reason"), cause.get("reason")]
    return ": ".join(str(part) for part in parts if part)
