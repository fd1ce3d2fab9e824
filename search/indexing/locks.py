"""Who may write what: advisory locks of PostgreSQL, let go even when their holder is killed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Any numbers that nobody else locks: "search" on a telephone's keys, and the next.
REBUILD_LOCK = 732724
SWAP_LOCK = 732725


@contextmanager
def rebuilding() -> Iterator[bool]:
    """One rebuild at a time: yields whether it is this one."""
    with _held("", REBUILD_LOCK, wait=False) as mine:
        yield mine


@contextmanager
def indexing() -> Iterator[bool]:
    """Held for each batch by all who bring rows to the index in use; yields False while a rebuild
    puts another one in its place."""
    with _held("_shared", SWAP_LOCK, wait=False) as free:
        yield free


@contextmanager
def swapping() -> Iterator[None]:
    """Nobody brings rows: waits for the batches under way."""
    with _held("", SWAP_LOCK, wait=True):
        yield


def is_rebuilding() -> bool:
    # A lock on one number is told as two halves, the greater one first.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid = 0 AND objid = %s)",
            [REBUILD_LOCK],
        )
        return cursor.fetchone()[0]


@contextmanager
def _held(kind, number, *, wait):
    mine = _call(f"pg_advisory_lock{kind}" if wait else f"pg_try_advisory_lock{kind}", number)
    try:
        yield wait or mine
    finally:
        if wait or mine:
            _call(f"pg_advisory_unlock{kind}", number)


def _call(function, number):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [number])
        return cursor.fetchone()[0]
