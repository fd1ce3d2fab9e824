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
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from huey.contrib.djhuey import HUEY

from benchmarks.ground import VAR, web_server
from benchmarks.measure import summarise, timed_http
from benchmarks.report import Report
from benchmarks.territories.ground import make_spares, run_command
from offers.services import fill_territory
from portal.archives.deleting import delete_territory
from portal.archives.models import Archive
from portal.archives.services import make_archive, restore, throw_away
from portal.content.demo import open_site
from portal.content.loading import load_content
from portal.pausing import close_territory
from portal.territories import territory_host
from tenants.geography.models import Epci
from tenants.models import NATIONAL, CoveredCommune, Territory
from tenants.provisioning import open_territory

FEW = 3
COUNTRY = 1250
Status = Territory.Status
# `{0}` is a commune of the territory.
PAGES = (
    "/",
    "/themes/?commune={0}",
    "/themes/housing/offres/?commune={0}",
    "/recherche/?q=logement",
)
VISITS = 5
# One that has content of its own, and the schemas that opening and restoring it take.
KEPT = "reims"
FOR_A_RESTORE = 2
# Which of the territories fails, in the order in which they are upgraded.
HUNDREDTH = 100


def measure(territories: int) -> None:
    known = set(Territory.objects.open().values_list("schema_name", flat=True)) - {NATIONAL, KEPT}
    territories = max(territories, len(known) + 1)
    report = Report(VAR / "figures-territories.md")
    report.say(f"# {territories} territories\n")
    report.say(f"`python -m benchmarks.territories --territories {territories}`")
    slugs = [f"territoire-{number}" for number in range(territories)]
    zones = Epci.objects.order_by("code").values_list("code", flat=True)[:territories]
    missing = [one for one in zip(slugs, zones, strict=True) if one[0] not in known]
    spares = Territory.objects.filter(status=Status.SPARE).count()
    made = make_spares(max(1, len(missing) + FOR_A_RESTORE - spares))
    opened = [_open(slug, f"epci:{code}") for slug, code in missing]
    report.table("Making and opening", "what", "p50 s", "slowest s", "number")
    _seconds(report, "a schema, made by migrating", made)
    _seconds(report, "a territory opened, the first one of a process among them", opened)
    _size(report)
    _serving(report, slugs)
    _upgrading(report, territories)
    _jobs(report)
    _backup(report)


def _open(slug: str, zone: str) -> float:
    started = time.perf_counter()
    open_territory(
        slug=slug, name=slug, host=territory_host(slug), zones=[zone], fill=fill_territory
    )
    return time.perf_counter() - started


def _seconds(report, what, seconds):
    slowest = max(seconds)
    report.row(what, f"{statistics.median(seconds):.2f}", f"{slowest:.2f}", len(seconds))


def _size(report):
    """What the public schema and an empty database do not hold is the territories'."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), pg_database_size('template0')"
            " + sum(pg_total_relation_size(oid)) FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        now, shared = map(int, cursor.fetchone())
    schemas = Territory.objects.with_schema().count()
    each = (now - shared) / schemas
    report.table("Size of the database", "what", "MB")
    report.row("shared tables", f"{shared / 1e6:.0f}")
    report.row(f"with {schemas} schemas", f"{now / 1e6:.0f}")
    report.row("a schema without offers", f"{each / 1e6:.2f}")
    report.row(f"with {COUNTRY}, projected", f"{(shared + COUNTRY * each) / 1e6:.0f}")


def _serving(report, slugs):
    """The same visits to the same sites in two orders, by one process each: by groups of a few, as
    where there are no others, then to all of them in turn."""
    groups = [slugs[start : start + FEW] for start in range(0, len(slugs), FEW)]
    orders = {f"{FEW} sites in turn": groups, f"{len(slugs)} sites in turn": [slugs]}
    communes = {slug: _commune(slug) for slug in slugs}
    report.table("Pages, one process of eight threads", "what", "p50 ms", "p95 ms", "memory MB")
    medians = []
    for order, turns in orders.items():
        with web_server() as port:
            figures = {page: _visit(port, communes, turns, page) for page in PAGES}
            memory = f"{_memory(port):.0f}"
        for page, (first, later) in figures.items():
            for which, one in (("first visits", first), ("later ones", later)):
                what = f"{page}, {order}, {which}"
                report.row(what, f"{one.p50:.1f}", f"{one.p95:.1f}", memory)
        medians.append([later.p50 for _first, later in figures.values()])
    ratios = [many / few for few, many in zip(*medians, strict=True)]
    report.say(f"\nAll over few, later visits: {', '.join(f'{ratio:.2f}' for ratio in ratios)}.")


def _commune(slug) -> str:
    covered = CoveredCommune.objects.filter(territory__schema_name=slug)
    return covered.order_by("pk").values_list("commune", flat=True)[0]


def _visit(port, communes, turns, page):
    """Each turn is gone through VISITS times; what the first time found is not remembered yet."""
    latencies: tuple[list[float], list[float]] = ([], [])
    for slugs in turns:
        for visit in range(VISITS):
            for slug in slugs:
                took = timed_http(port, territory_host(slug), [page.format(communes[slug])]).p50
                latencies[visit > 0].append(took)
    return [summarise(seen, sum(seen) / 1000) for seen in latencies]


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
    report.row("Django starts, and does nothing", *_command("shell", "--no-imports", "-c", "pass"))
    report.row("nothing to do", *_command("upgrade_territories"))
    report.row("nothing to do, each schema asked", *_command("upgrade_territories", "--verify"))
    before = Territory.objects.order_by("status", "pk").values_list("schema_name", flat=True)
    chosen = before[min(HUNDREDTH, territories) - 1]
    open_ones = Territory.objects.open().values_list("schema_name", flat=True)
    with _visitors(list(open_ones)) as statuses:
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
    autodiscover_modules("tasks")
    # Huey has no public list of them.
    for task in sorted(HUEY._registry.periodic_tasks, key=lambda task: task.name):
        started = time.perf_counter()
        task.execute()
        report.row(task.name, f"{time.perf_counter() - started:.2f}")


def _backup(report):
    """A territory with content is written to a file, deleted, and put back from it."""
    if not Territory.objects.filter(schema_name=KEPT).exists():
        open_site(KEPT)
    territory = Territory.objects.get(schema_name=KEPT)
    offers = max(load_content(territory))
    archive = Archive.objects.create(territory=territory, slug=KEPT, name=territory.name)
    report.table(f"Backup of one, with {offers} offers", "what", "seconds")
    saved, archive = _timed(make_archive, archive)
    report.row(f"written to a file of {archive.file.size / 1e6:.1f} MB", saved)
    now = timezone.now()
    close_territory(territory=territory, message="Fermé pour la mesure.", now=now)
    deleted, _nothing = _timed(delete_territory, territory=territory, now=now)
    report.row("deleted", deleted)
    put_back, _territory = _timed(restore, archive)
    report.row("put back from its file, in a schema that was ready", put_back)
    throw_away(archive)


def _timed(act, *args, **kwargs):
    started = time.perf_counter()
    result = act(*args, **kwargs)
    return f"{time.perf_counter() - started:.2f}", result
