"""What was promised, at 140,000 offers on two virtual cores."""

from benchmarks.cases import PLACE_AND_THEME, WORDS_AND_DISTANCE
from benchmarks.report import Goal
from benchmarks.search import API, API_OF_FOUR, BARE, ELASTICSEARCH, POSTGRESQL, named

_ALONE = named(ELASTICSEARCH, API, PLACE_AND_THEME)
_SEVERAL = named(ELASTICSEARCH, API_OF_FOUR, PLACE_AND_THEME)
_BARE = named(ELASTICSEARCH, BARE, PLACE_AND_THEME)
_WORDS = named(ELASTICSEARCH, API, WORDS_AND_DISTANCE)
_EMBEDDED = named(POSTGRESQL, API, PLACE_AND_THEME)
_EMBEDDED_WORDS = named(POSTGRESQL, API, WORDS_AND_DISTANCE)

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
