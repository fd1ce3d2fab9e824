"""The logbook of searches: how many visitors typed which words, and nothing of the visitors.

A search costs its page no query: it is counted in this process, and what was counted is written
down some seconds later, by a thread of its own. A process that is killed forgets those seconds.

A visitor falls in one of BOXES boxes, drawn from the words and what the browser shows (network and
browser), with a salt that dies with the week. The boxes tell visitors apart well enough to count
five of them, and too badly to recognise one; without the salt they say nothing at all.
"""

import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock, Timer

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import Q
from django.utils import timezone
from django_tenants.utils import schema_context

from search.keepable import words_to_keep
from search.models.logbook import FEWEST_VISITORS, SearchedWords, WeekSalt, week_of
from tenants.models import NATIONAL, Territory

logger = logging.getLogger(__name__)

BOXES = 256
# Thirteen months, to compare with the same season of last year.
KEPT = timedelta(days=395)
# A process counts this many wordings at most between two writings: a flood stays small.
MAX_WAITING = 5000


@dataclass
class Tally:
    """Searches of one wording, each visitor once."""

    visitors: set[str] = field(default_factory=set)
    found_nothing: set[str] = field(default_factory=set)


# (territory id, language, words)
Wording = tuple[int, str, str]


class Logbook:
    """Counts in memory; `write_down` moves what was counted to the database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[Wording, Tally] = {}
        self._timer: Timer | None = None

    def note(self, wording: Wording, *, found: bool, visitor: str) -> None:
        with self._lock:
            if wording not in self._waiting and len(self._waiting) >= MAX_WAITING:
                return
            tally = self._waiting.setdefault(wording, Tally())
            tally.visitors.add(visitor)
            if not found:
                tally.found_nothing.add(visitor)
            if self._timer is None and settings.SEARCH_LOG_SECONDS:
                self._timer = Timer(settings.SEARCH_LOG_SECONDS, self._write_aside)
                self._timer.daemon = True
                self._timer.start()

    def write_down(self, day: date | None = None) -> int:
        """Write what waits under the week of this day; returns how many wordings."""
        with self._lock:
            waiting, self._waiting, self._timer = self._waiting, {}, None
        if waiting:
            with schema_context("public"), transaction.atomic():
                _write(waiting, week_of(day or timezone.localdate()))
        return len(waiting)

    def _write_aside(self) -> None:
        try:
            self.write_down()
        except Exception as error:
            # Counts are lost, nobody's page is. The error itself may quote the words.
            logger.warning("Searches were not written down: %s", type(error).__name__)
        finally:
            connections.close_all()


_book = Logbook()
write_down = _book.write_down


def note_search(
    *, words: str, territory: Territory, language: str, found: bool, visitor: str
) -> None:
    """Count one search of these words, as typed; never fails and asks the database nothing.

    `visitor` is what the browser shows of itself: it stays in this process for some seconds and is
    written nowhere. Without it, or when the words may be somebody's, nothing is counted.
    """
    kept = words_to_keep(words)
    if kept and visitor:
        _book.note((territory.pk, language, kept), found=found, visitor=visitor)


def close_weeks(day: date) -> int:
    """Once a week is over: its salt and its boxes go, and so do words of too few visitors, and
    what is thirteen months old. Returns the number of rows that went."""
    week = week_of(day)
    WeekSalt.objects.filter(week__lt=week).delete()
    over = SearchedWords.objects.filter(week__lt=week)
    gone, _rows = over.filter(Q(visitors__lt=FEWEST_VISITORS) | Q(week__lt=day - KEPT)).delete()
    over.exclude(seen=[]).update(seen=[])
    return gone


def box_of(*, visitor: str, words: str, salt: bytes) -> int:
    """From 0 to BOXES - 1. Other words, another week: another box."""
    digest = hmac.new(salt, f"{words}|{visitor}".encode(errors="replace"), hashlib.sha256)
    return int.from_bytes(digest.digest()[:4], "big") % BOXES


def _write(waiting: dict[Wording, Tally], week: date) -> None:
    salt = _salt(week)
    country = Territory.objects.values_list("pk", flat=True).get(schema_name=NATIONAL)
    counted: dict[Wording, list] = {}
    for (territory, language, words), tally in waiting.items():
        boxes = {box_of(visitor=one, words=words, salt=salt) for one in tally.visitors}
        for where in {territory, country}:
            row = counted.setdefault((where, language, words), [0, 0, set()])
            row[0] += len(tally.visitors)
            row[1] += len(tally.found_nothing)
            row[2] |= boxes
    # In one order in all processes: two that write the same rows wait for each other, no more.
    rows = [
        (*wording, week, searches, nothing, sorted(boxes), len(boxes))
        for wording, (searches, nothing, boxes) in sorted(counted.items())
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO public.search_searchedwords AS kept
                (territory_id, language, words, week, searches, found_nothing, seen, visitors)
            VALUES (%s, %s, %s, %s, %s, %s, %s::smallint[], %s)
            ON CONFLICT (territory_id, language, week, words) DO UPDATE SET
                searches = kept.searches + EXCLUDED.searches,
                found_nothing = kept.found_nothing + EXCLUDED.found_nothing,
                seen = ARRAY(SELECT DISTINCT unnest(kept.seen || EXCLUDED.seen)),
                visitors = cardinality(ARRAY(SELECT DISTINCT unnest(kept.seen || EXCLUDED.seen)))
            """,
            rows,
        )


def _salt(week: date) -> bytes:
    WeekSalt.objects.filter(week__lt=week).delete()
    salt, _created = WeekSalt.objects.get_or_create(
        week=week, defaults={"value": secrets.token_bytes(32)}
    )
    return bytes(salt.value)
