"""What waits in the catalogue goes to the index in use; what it does not take is tried later, and
set aside in the end."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from search.clients import index_aliases
from search.indexing import locks
from search.indexing.indices import all_indices, in_use, insisting_client
from search.indexing.sending import LEFT_OUT, Refusal, send
from search.models import CatalogueOffer, IndexingFailure, Trouble

logger = logging.getLogger(__name__)

BATCH = 500
# A row that the engine refuses for what it says will not pass by itself.
HOPELESS = {Trouble.REFUSED, Trouble.UNREADABLE}
# These are not about the row: it is tried for as long as it takes.
NOT_ITS_FAULT = {Trouble.BUSY, Trouble.FULL}
MAX_ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=10)


@dataclass(frozen=True)
class Lag:
    """How far the index is behind: rows that wait, the age of the oldest; rows set aside."""

    waiting: int
    seconds: float
    set_aside: int


def index_waiting(limit: int = 100_000) -> int:
    """Bring the index up to what the catalogue says, `limit` rows at most; returns rows brought.

    Builds the index if there is none. Waits for nobody: while a rebuild puts its index in place,
    rows keep waiting. No row is locked while Elasticsearch works: whoever publishes never waits
    for it. Raises the client's errors when Elasticsearch does not answer.
    """
    client = insisting_client()
    used = in_use(all_indices(client))
    if used is not None and used.is_of_other_code:
        # Two versions of the code are at work: the one that starts last makes the index.
        logger.warning("The index %s belongs to another version of the code.", used.name)
        return 0
    if used is None or not used.serves:
        return _build_once()
    return _index_rows(client, index_aliases()[1], limit)


def catch_up() -> int:
    """What a worker does when it starts: an index that this code can read, and nothing that waits.
    Returns the number of rows brought."""
    used = in_use(all_indices(insisting_client()))
    if used is None or not used.serves:
        return _build_once()
    return index_waiting()


def lag(now: datetime | None = None) -> Lag:
    now = now or timezone.now()
    aside = Q(pk__in=CatalogueOffer.objects.set_aside().values("pk"))
    found = CatalogueOffer.objects.behind().aggregate(
        waiting=Count("pk", filter=~aside),
        oldest=Min("changed_at", filter=~aside),
        set_aside=Count("pk", filter=aside),
    )
    seconds = max(0.0, (now - found["oldest"]).total_seconds()) if found["oldest"] else 0.0
    return Lag(found["waiting"], seconds, found["set_aside"])


def try_again(offers: Iterable[int] | None = None) -> int:
    """Rows set aside (these ids; None: all) wait again, and for nothing. Returns how many."""
    failures = IndexingFailure.objects.filter(next_try_at=None)
    if offers is not None:
        failures = failures.filter(offer__in=list(offers))
    return failures.delete()[0]


def settle(taken: dict[int, int], refused: list[Refusal]) -> None:
    """Note what the index holds, {row id: seq}, and what it did not take; a row that changed since
    keeps waiting."""
    with transaction.atomic():
        _mark(taken)
        IndexingFailure.objects.filter(offer__in=taken).delete()
        if refused:
            _note(refused, timezone.now())


def next_try(trouble: Trouble, attempts: int, now: datetime) -> datetime | None:
    """When a row is tried again after `attempts` of them; None: never, it is set aside."""
    if trouble in HOPELESS or (attempts >= MAX_ATTEMPTS and trouble not in NOT_ITS_FAULT):
        return None
    return now + min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(attempts - 1, 20))


def _build_once():
    from search.indexing.rebuilding import rebuild

    if locks.is_rebuilding():
        return 0
    return rebuild(only_if_missing=True)


def _index_rows(client, write, limit):
    brought, last = 0, 0
    while brought < limit:
        with locks.indexing() as free:
            rows = _next_rows(last, min(BATCH, limit - brought)) if free else []
            if not rows:
                break
            outcome = send(client, write, rows)
            settle({row.pk: row.seq for row in outcome.taken}, outcome.refused)
        brought, last = brought + len(outcome.taken), rows[-1].seq
    if brought:
        client.indices.refresh(index=write)
    return brought


def _next_rows(last, size):
    waiting = CatalogueOffer.objects.waiting().filter(seq__gt=last)
    return list(waiting.defer(*LEFT_OUT).order_by("seq")[:size])


def _mark(indexed):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.search_catalogueoffer SET indexed_seq = sent.seq "
            "FROM unnest(%s::bigint[], %s::bigint[]) AS sent (id, seq) "
            "WHERE search_catalogueoffer.id = sent.id AND indexed_seq < sent.seq",
            [list(indexed), list(indexed.values())],
        )


def _note(refused, now):
    by_pk = {refusal.row.pk: refusal for refusal in refused}
    rows = CatalogueOffer.objects.filter(pk__in=by_pk)
    there = set(rows.select_for_update().values_list("pk", flat=True))
    # An index that took them before has an older state of them, or none.
    rows.update(indexed_seq=0)
    before = {
        failure.offer_id: failure for failure in IndexingFailure.objects.filter(offer__in=there)
    }
    notes = []
    for pk in there:
        refusal, former = by_pk[pk], before.get(pk)
        row = refusal.row
        tried = former.attempts if former and former.seq == row.seq else 0
        until = next_try(refusal.trouble, tried + 1, now)
        log = logger.error if until is None else logger.warning
        log("The index refused the offer %s: %s", row.key, refusal.detail)
        notes.append(
            IndexingFailure(
                offer_id=pk,
                seq=row.seq,
                trouble=refusal.trouble,
                detail=refusal.detail,
                attempts=tried + 1,
                tried_at=now,
                next_try_at=until,
            )
        )
    IndexingFailure.objects.bulk_create(
        notes,
        update_conflicts=True,
        unique_fields=["offer"],
        update_fields=["seq", "trouble", "detail", "attempts", "tried_at", "next_try_at"],
    )
