"""Searches that take long leave a note of their kind: neither of their words, nor of a person."""

import time
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search import tasks
from search.models import SlowSearch
from search.query import Results, Search

# When all are slow, one note a second is enough.
SECONDS_BETWEEN_NOTES = 1
KEPT = 20
KEPT_FOR = timedelta(days=7)
# Fields of a search that restrict nothing.
NO_FILTER = {"day", "language", "now", "needed", "typed", "page_size"}
NAMES = {
    "place": _("place"),
    "within_km": _("distance"),
    "territories": _("territory"),
    "theme": _("theme"),
    "subtheme": _("sub-theme"),
    "organisation": _("organisation"),
    "answers": _("answers"),
    "terms": _("words"),
    "mode": _("mode"),
    "free": _("free"),
    "open_now": _("open now"),
    "open_saturday": _("open on Saturday"),
    "spoken": _("language spoken"),
    "accessibility": _("accessibility"),
    "with_facets": _("with counts"),
    "near": _("near or far"),
    "page": _("a further page"),
}


def notes_slowness(find: Callable[[Search], Results]) -> Callable[[Search], Results]:
    """What `find` takes is measured; the note is written by the worker."""

    @wraps(find)
    def measured(search: Search) -> Results:
        started = time.perf_counter()
        results = find(search)
        milliseconds = round((time.perf_counter() - started) * 1000)
        if milliseconds >= settings.SLOW_SEARCH_MILLISECONDS and _is_time_for_a_note():
            tasks.note_slow_search(
                milliseconds, results.engine, used_filters(search), results.count
            )
        return results

    return measured


def used_filters(search: Search) -> list[str]:
    """Names of the fields that ask for something."""
    return [
        field.name
        for field in fields(search)
        if field.name not in NO_FILTER and getattr(search, field.name) != _default(field)
    ]


def keep_slow_search(milliseconds: int, engine: str, filters: list[str], results: int) -> None:
    """Keep it if it is among the slowest of the week; the others go."""
    SlowSearch.objects.create(
        milliseconds=milliseconds, engine=engine, filters=filters, results=results
    )
    SlowSearch.objects.exclude(pk__in=slowest_searches().values("pk")).delete()


def slowest_searches():
    since = timezone.now() - KEPT_FOR
    return SlowSearch.objects.filter(asked_at__gt=since).order_by("-milliseconds")[:KEPT]


def _default(field):
    return field.default if field.default_factory is MISSING else field.default_factory()


def _is_time_for_a_note():
    return cache.add("slow-search-noted", True, SECONDS_BETWEEN_NOTES)
