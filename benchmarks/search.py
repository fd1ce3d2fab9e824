"""The figures of searches: through HTTP, in process, and the engine's bare query beside them."""

import http.client
import json
from urllib.parse import urlsplit

from django.conf import settings

from benchmarks.cases import KINDS, Case, Kind, draw_cases, path, search
from benchmarks.ground import web_server
from benchmarks.measure import Figures, timed, timed_http
from benchmarks.report import Report
from portal.api.serializers import OfferQuery
from search.clients import index_aliases
from search.engines.elastic import request_body
from search.engines.elastic_words import all_words
from search.engines.postgres import PostgresEngine
from search.services import find_offers

WARM = 60
CLIENTS = (1, 4)
ENGINES = {"Elasticsearch": {}, "PostgreSQL": {"ELASTICSEARCH_URL": "none"}}


def bench_search(report: Report, calls: int) -> None:
    cases = draw_cases(calls)
    report.table(
        "Searches, 20 offers a page",
        "what",
        "p50 ms",
        "p95 ms",
        "per second",
        "over the bare query",
    )
    bare = {kind: _bare(report, cases, kind) for kind in KINDS}
    _in_process(report, cases, bare)
    for engine, environment in ENGINES.items():
        with web_server(**environment) as port:
            for kind in filter(_is_read, KINDS):
                paths = [path(case, kind) for case in cases]
                timed_http(port, settings.PORTAL_DOMAIN, paths[:WARM])
                for clients in CLIENTS:
                    figures = timed_http(port, settings.PORTAL_DOMAIN, paths, clients)
                    beside = bare[kind] if (engine, clients) == ("Elasticsearch", 1) else None
                    report.figures(api_row(engine, kind, clients), figures, _ratio(figures, beside))


def bare_row(kind: Kind) -> str:
    return f"Elasticsearch, bare query: {kind.name}"


def api_row(engine: str, kind: Kind, clients: int) -> str:
    several = "1 client" if clients == 1 else f"{clients} clients"
    return f"API, {engine}: {kind.name}, {several}"


def _bare(report: Report, cases: list[Case], kind: Kind) -> Figures:
    """The body that our engine sends first, ready made, on one connection; the answer is read and
    not looked at."""
    url = urlsplit(settings.ELASTICSEARCH_URL.split(",")[0])
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
    address = f"/{index_aliases()[0]}/_search?allow_partial_search_results=false"
    bodies = []
    for case in cases:
        asked = search(case, kind)
        body = request_body(asked, all_words(asked))
        bodies.append(json.dumps(body, default=str).encode())

    def ask(body):
        connection.request("POST", address, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"Elasticsearch answered {answer.status}.")

    timed(ask, bodies[:WARM])
    figures = timed(ask, bodies)
    report.figures(bare_row(kind), figures, "")
    return figures


def _in_process(report: Report, cases: list[Case], bare: dict[Kind, Figures]) -> None:
    embedded = PostgresEngine()
    for engine, find in (("Elasticsearch", find_offers), ("PostgreSQL", embedded.find)):
        for kind in KINDS:
            asked = [search(case, kind) for case in cases]
            timed(find, asked[:WARM])
            figures = timed(find, asked)
            beside = bare[kind] if engine == "Elasticsearch" else None
            report.figures(
                f"find_offers, {engine}, in process: {kind.name}", figures, _ratio(figures, beside)
            )


def _is_read(kind: Kind) -> bool:
    """Whether the API reads all that this kind asks: what it does not know it would pass over."""
    known = OfferQuery().fields
    return (not kind.within_km or "distance" in known) and (not kind.facets or "facets" in known)


def _ratio(figures: Figures, beside: Figures | None) -> str:
    return f"{figures.p50 / beside.p50:.2f}" if beside else ""
