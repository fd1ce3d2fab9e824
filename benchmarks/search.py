"""The figures of searches: through HTTP, in process, and the engine's bare query beside them."""

import http.client
import json
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings

from benchmarks.cases import KINDS, Case, Kind, draw_cases, path, search
from benchmarks.ground import web_server
from benchmarks.measure import Figures, timed, timed_http
from benchmarks.report import Report
from search.clients import index_aliases
from search.engines.elastic import request_body
from search.engines.elastic_words import all_words
from search.engines.postgres import PostgresEngine
from search.query import Results, Search
from search.services import find_offers

WARM = 60
BARE, IN_PROCESS, API, API_OF_FOUR = "bare", "in process", "API", "API, 4 clients"
ELASTICSEARCH, POSTGRESQL = "Elasticsearch", "PostgreSQL"


def named(engine: str, way: str, kind: Kind) -> str:
    return f"{engine}, {way}: {kind.name}"


def bench_search(report: Report, calls: int) -> None:
    cases = draw_cases(calls)
    for kind in KINDS:
        _keep(report, named(ELASTICSEARCH, BARE, kind), _bare(cases, kind))
    for engine, find in ((ELASTICSEARCH, find_offers), (POSTGRESQL, PostgresEngine().find)):
        for kind in kinds_of(engine):
            _keep(report, named(engine, IN_PROCESS, kind), _in_process(find, cases, kind))
        # An empty address in the environment would mean "the one that runs here".
        url = settings.ELASTICSEARCH_URL if engine == ELASTICSEARCH else "none"
        with web_server(ELASTICSEARCH_URL=url) as port:
            for kind in kinds_of(engine):
                paths = [path(case, kind) for case in cases]
                timed_http(port, settings.PORTAL_DOMAIN, paths[:WARM])
                for way, clients in ((API, 1), (API_OF_FOUR, 4)):
                    figures = timed_http(port, settings.PORTAL_DOMAIN, paths, clients)
                    _keep(report, named(engine, way, kind), figures)
    _tables(report)


def kinds_of(engine: str) -> list[Kind]:
    """PostgreSQL counts no facets."""
    return [kind for kind in KINDS if engine == ELASTICSEARCH or not kind.facets]


def _bare(cases: list[Case], kind: Kind) -> Figures:
    """The body that our engine sends first, ready made, on one connection; the answer is read and
    not looked at."""
    url = urlsplit(settings.ELASTICSEARCH_URL.split(",")[0])
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
    address = f"/{index_aliases()[0]}/_search?allow_partial_search_results=false"
    asked = [search(case, kind) for case in cases]
    bodies = [json.dumps(request_body(one, all_words(one))).encode() for one in asked]

    def ask(body):
        connection.request("POST", address, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"Elasticsearch answered {answer.status}.")

    timed(ask, bodies[:WARM])
    return timed(ask, bodies)


def _in_process(find: Callable[[Search], Results], cases: list[Case], kind: Kind) -> Figures:
    asked = [search(case, kind) for case in cases]
    timed(find, asked[:WARM])
    return timed(find, asked)


def _keep(report: Report, name: str, figures: Figures) -> None:
    report.known[name] = figures
    # It takes minutes: whoever waits sees how far it is.
    print(f"{name}: {figures.p50:.1f} ms", file=sys.stderr, flush=True)


def _tables(report: Report) -> None:
    known = report.known
    columns = ("in process p50", "API p50", "API p95", "a second, 1 client", "a second, 4 clients")
    report.table("Searches, Elasticsearch, 20 offers", "ms", "bare p50", *columns, "API / bare")
    for kind in kinds_of(ELASTICSEARCH):
        bare, alone = (known[named(ELASTICSEARCH, way, kind)] for way in (BARE, API))
        cells = _cells(known, ELASTICSEARCH, kind)
        report.row(kind.name, f"{bare.p50:.1f}", *cells, f"{alone.p50 / bare.p50:.2f}")
    report.table("Searches, PostgreSQL, 20 offers", "ms", *columns)
    for kind in kinds_of(POSTGRESQL):
        report.row(kind.name, *_cells(known, POSTGRESQL, kind))


def _cells(known: dict[str, Figures], engine: str, kind: Kind) -> list[str]:
    ways = (IN_PROCESS, API, API_OF_FOUR)
    inside, alone, several = (known[named(engine, way, kind)] for way in ways)
    return [
        f"{inside.p50:.1f}",
        f"{alone.p50:.1f}",
        f"{alone.p95:.1f}",
        f"{alone.per_second:.0f}",
        f"{several.per_second:.0f}",
    ]
