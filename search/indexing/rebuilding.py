"""A new index in place of the one in use: no missed write, no empty second.

While it is filled, normal indexing goes on into the index in use, and what is published is found
there. What changed meanwhile is replayed; the last of it while nobody indexes, just before the
aliases are swapped. A rebuild may be killed at any moment: the aliases point to a whole index, and
the next rebuild removes what this one left.
"""

import logging
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import timedelta

from django.utils import timezone
from elasticsearch import ApiError, Elasticsearch, TransportError

from search.documents import index_definition
from search.indexing import locks
from search.indexing.indices import IndexingError, all_indices, in_use, insisting_client, new_name
from search.indexing.indices import swap as swap_aliases
from search.indexing.outbox import HOPELESS, index_waiting, settle
from search.indexing.sending import LEFT_OUT, Outcome, Refusal, remove, send
from search.models import CatalogueOffer, IndexRebuild

logger = logging.getLogger(__name__)

BATCH = 1000
# Requests under way at once: one is written while the next is made.
SENDERS = 2
PATIENCE = 6
MOST_REPLAYS = 50
# A few offers may be refused; when it is most of them, the index is at fault.
TOLERATED = 10
KEPT = timedelta(days=1)
REPLICA_SECONDS = 60
WHILE_FILLING = {
    "refresh_interval": "-1",
    "number_of_replicas": 0,
    "auto_expand_replicas": "false",
    # Nobody reads it yet: what a crash would lose is filled again.
    "translog.durability": "async",
}


def rebuild(*, only_if_missing: bool = False) -> int:
    """Make a new index from the catalogue and put it in place of the one in use, which is kept
    beside it for a day. Returns the number of offers in it.

    Raises IndexingError when a rebuild is already running, or when the new index does not say what
    the catalogue says: the one in use stays. Raises the client's errors too.
    """
    client = insisting_client()
    with locks.rebuilding() as mine:
        if not mine:
            raise IndexingError("A rebuild is already running.")
        used = in_use(all_indices(client))
        if only_if_missing and used is not None and used.serves:
            return 0
        _remove_unfinished(client)
        record = IndexRebuild.objects.create(index=new_name())
        try:
            filling = Filling(client, record.index)
            filling.run()
        except Exception as error:
            # A half-filled index serves nobody; one that is in place already stays.
            with suppress(ApiError, TransportError):
                _remove_unfinished(client)
            record.error, record.ended_at = str(error), timezone.now()
            record.save()
            raise
        record.offers, record.refused = len(filling.there), len(filling.refused)
        record.ended_at = timezone.now()
        record.save()
    index_waiting()
    return record.offers


def remove_old_indices() -> int:
    """Remove the former index once the one in use is a day old, and what a killed rebuild left.
    Returns how many."""
    client = insisting_client()
    with locks.rebuilding() as mine:
        if not mine:
            return 0
        removed = _remove_unfinished(client)
        indices = all_indices(client)
        used = in_use(indices)
        if used is None or _age(client, used.name) < KEPT:
            return removed
        old = [index.name for index in indices if index.is_former and not index.in_use]
        for name in old:
            client.indices.delete(index=name)
    return removed + len(old)


class Filling:
    """The making of one index. `there` is what it holds, {key: seq}; `refused` what it did not
    take, by row id."""

    def __init__(self, client: Elasticsearch, name: str):
        self.client, self.name = client, name
        self.there: dict[str, int] = {}
        self.refused: dict[int, Refusal] = {}

    def run(self) -> None:
        definition = index_definition()
        settings = definition["settings"]
        self.client.indices.create(
            index=self.name, **definition | {"settings": settings | WHILE_FILLING}
        )
        noted = _last_seq()
        self._send_all(_live_rows())
        for _turn in range(MOST_REPLAYS):
            rows = _changed_after(noted)
            self._note(send(self.client, self.name, rows, tries=PATIENCE))
            if len(rows) < BATCH:
                break
            noted = rows[-1].seq
        self._open(settings)
        with locks.swapping():
            behind = self._level_with_catalogue()
            self._check()
            swap_aliases(self.client, self.name)
            settle(behind, list(self.refused.values()))

    def _send_all(self, batches: Iterator[list[CatalogueOffer]]) -> None:
        """Rows are read here, where the connection is; documents are made and sent beside."""
        with ThreadPoolExecutor(SENDERS) as senders:
            under_way: set[Future[Outcome]] = set()
            for rows in batches:
                if len(under_way) > SENDERS:
                    under_way = self._note_ended(under_way)
                under_way.add(senders.submit(send, self.client, self.name, rows, tries=PATIENCE))
            while under_way:
                under_way = self._note_ended(under_way)

    def _note_ended(self, under_way):
        ended, going_on = wait(under_way, return_when=FIRST_COMPLETED)
        for future in ended:
            self._note(future.result())
        return going_on

    def _note(self, outcome: Outcome) -> None:
        for refusal in outcome.refused:
            if refusal.trouble not in HOPELESS:
                raise IndexingError(f"The engine does not take what it should: {refusal.detail}")
            self.refused[refusal.row.pk] = refusal
            self.there.pop(refusal.row.key, None)
        for row in outcome.taken:
            self.refused.pop(row.pk, None)
            if row.live:
                self.there[row.key] = row.seq
            else:
                self.there.pop(row.key, None)

    def _open(self, settings):
        """Make it what the definition says, and wait for its copies if there is room for them."""
        self.client.indices.put_settings(
            index=self.name,
            settings={
                name: settings.get(name)
                for name in WHILE_FILLING
                if name != "number_of_replicas" or name in settings
            },
        )
        self.client.indices.flush(index=self.name)
        self.client.indices.refresh(index=self.name)
        self.client.options(ignore_status=408).cluster.health(
            index=self.name, wait_for_status="green", timeout=f"{REPLICA_SECONDS}s",
            master_timeout=f"{REPLICA_SECONDS}s",
        )  # fmt: skip

    def _level_with_catalogue(self) -> dict[int, int]:
        """Row by row: the numbers alone do not tell, a smaller one may be committed later. Returns
        {row id: seq} of the rows that the new index holds and that were still waiting."""
        differing, left_over, held = [], set(self.there), {}
        states = CatalogueOffer.objects.values_list("pk", "key", "seq", "live", "indexed_seq")
        for pk, key, seq, live, indexed in states.iterator(chunk_size=10_000):
            left_over.discard(key)
            refusal = self.refused.get(pk)
            if refusal is not None and refusal.row.seq == seq:
                continue
            self.refused.pop(pk, None)
            if self.there.get(key) != (seq if live else None):
                differing.append(pk)
            elif indexed < seq:
                held[pk] = seq
        for start in range(0, len(differing), BATCH):
            rows = list(
                CatalogueOffer.objects.filter(pk__in=differing[start : start + BATCH]).defer(
                    *LEFT_OUT
                )
            )
            outcome = send(self.client, self.name, rows, tries=PATIENCE)
            self._note(outcome)
            held |= {row.pk: row.seq for row in outcome.taken}
        remove(self.client, self.name, {key: self.there.pop(key) for key in left_over})
        return held

    def _check(self):
        self.client.indices.refresh(index=self.name)
        found = self.client.count(index=self.name)["count"]
        if found != len(self.there):
            raise IndexingError(f"{len(self.there)} offers were sent, {found} are in {self.name}.")
        if len(self.refused) > max(TOLERATED, found):
            some = next(iter(self.refused.values()))
            raise IndexingError(
                f"The new index refuses {len(self.refused)} offers and takes {found}: {some.detail}"
            )


def _remove_unfinished(client):
    left = [index.name for index in all_indices(client) if not index.aliases]
    for name in left:
        logger.warning("Removing the index %s: it was never finished.", name)
        client.indices.delete(index=name)
    return len(left)


def _age(client, name):
    settings = client.indices.get_settings(index=name, name="index.creation_date")
    made = int(settings[name]["settings"]["index"]["creation_date"]) / 1000
    return timedelta(seconds=timezone.now().timestamp() - made)


def _last_seq():
    return CatalogueOffer.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def _changed_after(seq):
    rows = CatalogueOffer.objects.filter(seq__gt=seq).defer(*LEFT_OUT)
    return list(rows.order_by("seq")[:BATCH])


def _live_rows() -> Iterator[list[CatalogueOffer]]:
    rows, last = CatalogueOffer.objects.live().defer(*LEFT_OUT).order_by("pk"), 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk
