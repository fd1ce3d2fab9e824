"""What was promised, at 140,000 offers on two virtual cores."""

from benchmarks.cases import PLACE_AND_THEME, WORDS_AND_DISTANCE
from benchmarks.report import Goal
from benchmarks.search import api_row, bare_row

_ALONE = api_row("Elasticsearch", PLACE_AND_THEME, 1)
_SEVERAL = api_row("Elasticsearch", PLACE_AND_THEME, 4)
_BARE = bare_row(PLACE_AND_THEME)
_WORDS = api_row("Elasticsearch", WORDS_AND_DISTANCE, 1)
_EMBEDDED = api_row("PostgreSQL", PLACE_AND_THEME, 1)
_EMBEDDED_WORDS = api_row("PostgreSQL", WORDS_AND_DISTANCE, 1)

GOALS = [
    Goal("commune + theme, 20 offers: p50 ≤ 8 ms", lambda known: known[_ALONE].p50, 8),
    Goal(
        "commune + theme, 4 clients: ≥ 250 a second",
        lambda known: known[_SEVERAL].per_second,
        250,
        at_least=True,
    ),
    Goal("words + distance: p50 ≤ 12 ms", lambda known: known[_WORDS].p50, 12),
    Goal(
        "API over the bare query, commune + theme: ≤ 1.5",
        lambda known: known[_ALONE].p50 / known[_BARE].p50,
        1.5,
    ),
    Goal("suggestion: p95 ≤ 30 ms", lambda known: known["suggestion, API, 1 client"].p95, 30),
    Goal("PostgreSQL engine, commune + theme: p50 ≤ 40 ms", lambda known: known[_EMBEDDED].p50, 40),
    Goal(
        "PostgreSQL engine, words + distance: p50 ≤ 40 ms",
        lambda known: known[_EMBEDDED_WORDS].p50,
        40,
    ),
    Goal("rebuild: ≥ 5,000 offers a second", lambda known: known["rebuild"].per_second, 5000, True),
    Goal(
        "published → findable: p95 ≤ 2 s",
        lambda known: known["published → findable"].p95 / 1000,
        2,
    ),
]
