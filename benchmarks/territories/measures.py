"""One function a measure, in the order in which the database grows."""

import http.client
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from huey.contrib.djhuey import HUEY

from benchmarks.ground import VAR, web_server
from benchmarks.measure import summarise, timed_http
from benchmarks.report import Report
from benchmarks.territories.ground import make_spares, run_command
from offers.services import fill_territory
from portal.territories import territory_host
from tenants.geography.models import Epci
from tenants.models import Territory
from tenants.provisioning import open_territory

FEW = 3
COUNTRY = 1250
PAGES = ("/", "/themes/housing/", "/recherche/?q=logement")
ROUNDS = 40
# Which of the territories fails, in the order in which they are upgraded.
HUNDREDTH = 100


def measure(territories: int) -> None:
    report = Report(VAR / "figures-territories.md")
    report.say(f"# {territories} territories\n")
    report.say(f"`python -m benchmarks.territories --territories {territories}`")
    empty = _database_bytes()
    made = make_spares(territories)
    slugs = [f"territoire-{number}" for number in range(territories)]
    zones = Epci.objects.order_by("code").values_list("code", flat=True)[:territories]
    opened = [_open(slug, f"epci:{code}") for slug, code in zip(slugs, zones, strict=True)]
    report.table("Making and opening", "what", "p50 s", "slowest s", "number")
    _seconds(report, "a schema, by the worker, two at once", made)
    _seconds(report, "a territory opened, the first one of a process among them", opened)
    _size(report, empty, territories)
    _serving(report, slugs)
    _upgrading(report, territories)
    _jobs(report)


def _open(slug: str, zone: str) -> float:
    started = time.perf_counter()
    open_territory(
        slug=slug, name=slug, host=territory_host(slug), zones=[zone], fill=fill_territory
    )
    return time.perf_counter() - started


def _seconds(report, what, seconds):
    slowest = max(seconds)
    report.row(what, f"{statistics.median(seconds):.2f}", f"{slowest:.2f}", len(seconds))


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def _size(report, empty, territories):
    each = (_database_bytes() - empty) / territories
    report.table("Size of the database", "what", "MB")
    report.row("shared tables and the national site", f"{empty / 1e6:.0f}")
    report.row("a territory without offers", f"{each / 1e6:.2f}")
    report.row(f"{COUNTRY} territories, projected", f"{(empty + COUNTRY * each) / 1e6:.0f}")


def _serving(report, slugs):
    """The same pages on few sites, then on all of them, by one process each time."""
    report.table(
        "Pages, one process of eight threads", "what", "p50 ms", "p95 ms", "a second", "memory MB"
    )
    medians = []
    for sites in (slugs[:FEW], slugs):
        with web_server() as port:
            for slug in sites:
                timed_http(port, territory_host(slug), PAGES)
            figures = [_visit(port, sites, page) for page in PAGES]
            memory = _memory(port)
        for page, (name, one) in zip(PAGES, figures, strict=True):
            report.figures(f"{page}, {name}", one, f"{memory:.0f}")
        medians.append([one.p50 for _name, one in figures])
    ratios = [many / few for few, many in zip(*medians, strict=True)]
    report.say(f"\nAll over few, p50: {', '.join(f'{ratio:.2f}' for ratio in ratios)}.")


def _visit(port, sites, page):
    """As many visits whatever the number of sites, each visit on the next site."""
    latencies, started = [], time.perf_counter()
    for number in range(ROUNDS * FEW):
        host = territory_host(sites[number * 7 % len(sites)])
        latencies.append(timed_http(port, host, [page]).p50)
    return f"{len(sites)} sites", summarise(latencies, time.perf_counter() - started)


def _memory(port) -> float:
    """Megabytes held by the processes that listen there, their own and not shared."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        if f"127.0.0.1:{port}" in status.read_bytes().decode(errors="replace"):
            lines = (status.parent / "smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000


def _upgrading(report, territories):
    report.table("Upgrading all schemas", "what", "seconds", "exit status")
    report.row("Django starts, and does nothing", *_command("check", "--database", "default"))
    report.row("nothing to do", *_command("upgrade_territories"))
    report.row("nothing to do, each schema asked", *_command("upgrade_territories", "--verify"))
    before = Territory.objects.order_by("status", "pk").values_list("schema_name", flat=True)
    chosen = before[min(HUNDREDTH, territories) - 1]
    with _visitors(list(before)) as statuses:
        row = _command("upgrade_territories", GROWTH="true", GROWTH_FAILS_IN=chosen)
    report.row(f"a table more, {chosen} fails", *row)
    behind = Territory.objects.filter(migrations="").values_list("schema_name", flat=True)
    report.row(f"again: {', '.join(behind)} alone", *_command("upgrade_territories", GROWTH="true"))
    answers = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    report.say(f"\nPages asked meanwhile, of every territory in turn: {answers}.")


def _command(*command, **environment):
    seconds, status, _said = run_command(*command, **environment)
    return f"{seconds:.2f}", status


@contextmanager
def _visitors(slugs) -> Iterator[Counter[int]]:
    """Somebody who opens the home page of each territory, again and again."""
    statuses: Counter[int] = Counter()
    over = threading.Event()

    def visit(port):
        while not over.is_set():
            for slug in slugs:
                site = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                site.request("GET", "/", headers={"Host": territory_host(slug)})
                statuses[site.getresponse().status] += 1
                site.close()
                if over.is_set():
                    break

    with web_server() as port:
        visitor = threading.Thread(target=visit, args=[port])
        visitor.start()
        try:
            yield statuses
        finally:
            over.set()
            visitor.join()


def _jobs(report):
    """Each periodic task once, as the worker calls it."""
    report.table("Periodic tasks, once each", "task", "seconds")
    # Huey has no public list of them.
    for task in sorted(HUEY._registry.periodic_tasks, key=lambda task: task.name):
        started = time.perf_counter()
        task.execute()
        report.row(task.name, f"{time.perf_counter() - started:.2f}")
