"""Suggestions, pages, a territory that opens; and what a page of results costs in requests."""

import contextlib
import logging
import statistics
import time
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from benchmarks.cases import TYPED, Kind, draw_cases, path
from benchmarks.ground import web_server
from benchmarks.measure import timed, timed_http
from benchmarks.report import Report
from offers.services import fill_territory
from search.models import CatalogueOffer
from tenants.geography.models import Commune
from tenants.geography.suggest import suggest
from tenants.models import Territory
from tenants.provisioning import open_territory

LATENCIES = ("what", "p50 ms", "p95 ms", "per second")
# elastic_transport says each request it makes there, and its outcome.
REQUESTS_LOG = "elastic_transport.transport"


def bench_pages(report: Report) -> None:
    names = Commune.objects.order_by("-population").values_list("name", flat=True)[:400]
    prefixes = [name[:length] for name in names for length in (1, 2, 3, 5, 8)]
    suggest("a")
    report.table("Suggestions and pages", *LATENCIES)
    report.figures("commune suggestion, in process", timed(suggest, prefixes))
    site = _real_territory()
    with web_server() as port:
        _paths(report, "commune suggestion, API", port, "/api/v1/communes", prefixes[:600])
        typed = [text[:length] for text in TYPED for length in (2, 3, 4, 6, 9, 14)]
        texts = prefixes[:300] + typed
        _suggestions(report, port, texts, "suggestion, API")
        keys = CatalogueOffer.objects.live().values_list("key", flat=True)[:400]
        pages = [f"/offres/{quote(key)}/" for key in keys]
        timed_http(port, settings.PORTAL_DOMAIN, pages[:40])
        report.figures(
            "offer page, HTML, 1 client", timed_http(port, settings.PORTAL_DOMAIN, pages)
        )
        results = [address for _name, address in _results_pages(site, 100)]
        timed_http(port, site.host, results[:40])
        report.figures("page of results, HTML, 1 client", timed_http(port, site.host, results))
    # An empty address in the environment would mean "the one that runs here".
    with web_server(ELASTICSEARCH_URL="none") as port:
        _suggestions(report, port, texts, "suggestion, API, PostgreSQL")


def bench_cost(report: Report) -> None:
    """The second time each page is asked: what a process remembers it has read."""
    report.table("What a page of results asks", "page", "SQL statements", "Elasticsearch requests")
    site = _real_territory()
    asked = [
        ("API, commune + theme", _api_path(words="")),
        ("API, with words", _api_path(words="typed")),
    ]
    pages = dict(_results_pages(site, 1))
    for host, addresses in ((settings.PORTAL_DOMAIN, asked), (site.host, pages.items())):
        client = Client(headers={"host": host})
        for name, address in addresses:
            client.get(address)
            with _counted() as counts:
                answer = client.get(address)
            assert answer.status_code == 200, address
            report.row(name, counts["sql"], counts["elasticsearch"])
    connection.set_schema_to_public()


def bench_opening(report: Report) -> None:
    class Undo(Exception):
        pass

    times = []
    for number in range(6):
        started = time.perf_counter()
        with contextlib.suppress(Undo), transaction.atomic():
            open_territory(
                slug=f"bench-{number}",
                name="Bench",
                host=f"bench-{number}.portail.localhost",
                fill=fill_territory,
            )
            times.append((time.perf_counter() - started) * 1000)
            raise Undo
        connection.set_schema_to_public()
    report.table("Opening", "what", "median ms", "longest ms")
    report.row(
        "a territory, from a spare schema", f"{statistics.median(times):.0f}", f"{max(times):.0f}"
    )


def _suggestions(report, port, texts, name):
    for clients, said in ((1, "1 client"), (4, "4 clients")):
        _paths(report, f"{name}, {said}", port, "/api/v1/suggestions", texts, clients)


def _paths(report, name, port, address, texts, clients=1):
    paths = [f"{address}?{urlencode({'q': text})}" for text in texts]
    timed_http(port, settings.PORTAL_DOMAIN, paths[:60])
    report.figures(name, timed_http(port, settings.PORTAL_DOMAIN, paths, clients))


def _real_territory() -> Territory:
    """The one that has a schema: its pages answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schema_name FROM information_schema.schemata")
        schemas = [name for (name,) in cursor.fetchall()]
    return Territory.objects.local().filter(schema_name__in=schemas).get()


def _results_pages(site: Territory, count: int) -> Iterator[tuple[str, str]]:
    communes = list(site.communes.values_list("commune", flat=True)[:count])
    for number, case in enumerate(draw_cases(count)):
        commune = communes[number % len(communes)]
        yield "offers of a theme, HTML", f"/themes/{case.theme}/offres/?commune={commune}"
        words = urlencode({"commune": commune, "q": case.words})
        yield "search of words, HTML", f"/recherche/?{words}"


def _api_path(words: str) -> str:
    [case] = draw_cases(1)
    return path(case, Kind("", words=words))


class _Lines(logging.Handler):
    def __init__(self):
        super().__init__(logging.INFO)
        self.count = 0

    def emit(self, record):
        self.count += 1


@contextlib.contextmanager
def _counted() -> Iterator[dict[str, int]]:
    """Statements that Django sends to PostgreSQL, BEGIN and COMMIT apart, and requests made to
    Elasticsearch, both in this process."""
    counts, lines, log = {"sql": 0}, _Lines(), logging.getLogger(REQUESTS_LOG)

    def count(execute, *arguments):
        counts["sql"] += 1
        return execute(*arguments)

    level = log.level
    log.addHandler(lines)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        with connection.execute_wrapper(count):
            yield counts
    finally:
        log.removeHandler(lines)
        log.setLevel(level)
        log.propagate = True
        counts["elasticsearch"] = lines.count
