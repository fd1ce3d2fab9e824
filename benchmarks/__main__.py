"""`make bench`: the figures of benchmarks/README.md, on a database and a server of their own.

Everything runs on this machine and stops by itself; the database stays for the next run
(`--again` builds it anew).
"""

import argparse
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
os.environ["API_READING_RATE"] = "1000000/min"
os.environ["ELASTICSEARCH_PREFIX"] = "boussole-bench"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def use_own_database(*, again):
    """Point the settings at a database of our own; returns whether it is still to be filled."""
    import psycopg

    from portal.local import elasticsearch, postgres

    var = Path(os.environ.get("VAR_DIR", ROOT / "var"))
    uri = postgres.start(var)
    os.environ["DATABASE_URL"] = postgres.ensure_database(uri, "boussole_bench")
    url = elasticsearch.running_url(var) or elasticsearch.start(var)
    os.environ["ELASTICSEARCH_URL"] = url
    if again or not _is_filled(os.environ["DATABASE_URL"]):
        with psycopg.connect(uri, autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS boussole_bench WITH (FORCE)")
        postgres.ensure_database(uri, "boussole_bench")
        return True
    return False


def _is_filled(uri):
    """Whether the last building ended: the index comes last, and marks each row."""
    import psycopg

    indexed = "SELECT count(*) > 0 AND bool_and(indexed_seq = seq) FROM search_catalogueoffer"
    with psycopg.connect(uri) as database:
        table = database.execute("SELECT to_regclass('search_catalogueoffer')").fetchone()[0]
        return bool(table and database.execute(indexed).fetchone()[0])


@contextlib.contextmanager
def server(**environment):
    """A web server with these settings; yields its port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--threads", "8", "--log-level", "error", "--no-control-socket"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PORTAL_PORT": str(port), **environment}
    )
    try:
        for _turn in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def row(name, figures):
    print(f"| {name} | {figures} |", flush=True)


def offer_paths(found, *, answers=False, words=False):
    paths = []
    for commune, theme, answered, text in found:
        query = [("commune", commune), ("theme", theme), ("page_size", "20")]
        if answers:
            for key, value in answered.items():
                given = value if isinstance(value, int) else next(iter(value))
                query.append((f"answer.{key}", str(given)))
        if words:
            query.append(("q", text))
        paths.append(f"/api/v1/offers?{urlencode(query)}")
    return paths


def bench_search(country):
    from django.conf import settings
    from django.utils import timezone

    from benchmarks.measure import timed, timed_http
    from search.clients import index_aliases, search_client
    from search.engines.elastic import request_body
    from search.query import Search
    from tenants.geography.suggest import find

    found = country.cases(400)
    kinds = {
        "commune + theme": {},
        "with 3 answers": {"answers": True},
        "with words": {"words": True},
    }
    client = search_client(settings.ELASTICSEARCH_URL)

    def bare(case):
        commune, theme, _answers, _words = case
        search = Search(day=timezone.localdate(), place=find(commune), theme=theme)
        client.search(index=index_aliases()[0], **request_body(search))

    timed(bare, found[:50])
    bare_figures = timed(bare, found)
    row("bare Elasticsearch query, commune + theme, 20 offers, 1 client", bare_figures)
    for engine, url in (("Elasticsearch", settings.ELASTICSEARCH_URL), ("PostgreSQL", "")):
        # An empty address in the environment would mean "the one that runs here".
        with server(ELASTICSEARCH_URL=url or "none") as port:
            for kind, options in kinds.items():
                paths = offer_paths(found, **options)
                timed_http(port, settings.PORTAL_DOMAIN, paths[:60], 1)
                for clients in (1, 4):
                    figures = timed_http(port, settings.PORTAL_DOMAIN, paths, clients)
                    row(f"API offers, {engine}, {kind}, {clients} client(s)", figures)
                    if (engine, kind, clients) == ("Elasticsearch", "commune + theme", 1):
                        print(
                            f"| ratio of the API to the bare query (p50) | "
                            f"{figures.p50 / bare_figures.p50:.2f} | | |"
                        )


def bench_pages(country):
    from django.conf import settings

    from benchmarks.measure import timed, timed_http
    from search.models import CatalogueOffer
    from tenants.geography.models import Commune
    from tenants.geography.suggest import suggest

    names = Commune.objects.order_by("-population").values_list("name", flat=True)[:400]
    prefixes = [name[:length] for name in names for length in (1, 2, 3, 5, 8)]
    suggest("a")
    row("commune suggestion, in process, 2,000 prefixes", timed(suggest, prefixes))
    keys = list(CatalogueOffer.objects.values_list("key", flat=True)[:400])
    with server() as port:
        paths = [f"/api/v1/communes?{urlencode({'q': prefix})}" for prefix in prefixes[:600]]
        timed_http(port, settings.PORTAL_DOMAIN, paths[:60], 1)
        row("commune suggestion, API, 1 client", timed_http(port, settings.PORTAL_DOMAIN, paths, 1))
        pages = [f"/offres/{quote(key)}/" for key in keys]
        timed_http(port, settings.PORTAL_DOMAIN, pages[:40], 1)
        row("offer page, HTML, 1 client", timed_http(port, settings.PORTAL_DOMAIN, pages, 1))


def bench_opening():
    from django.db import connection, transaction

    from offers.services import fill_territory
    from tenants.provisioning import open_territory

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
    row(
        "opening a territory from a spare schema",
        f"{statistics.median(times):.0f} | {max(times):.0f} | ",
    )


def bench_publishing():
    """From the commit of a publication to the answer of the API, through the worker."""
    import http.client
    import json

    from django.conf import settings
    from django.db import transaction

    from search.models import CatalogueOffer
    from search.services import publish_offer, withdraw_offer
    from tenants.models import Territory

    sample = CatalogueOffer.objects.first()
    territory = Territory.objects.get(pk=sample.territory_id)
    fields = {
        **sample.card, **sample.detail, "language": "fr", "zones": ["pays:FR"],
        "translation_key": sample.translation_key, "starts_on": None, "ends_on": None,
        "verified_on": None, "title": "Zyzomys",
    }  # fmt: skip
    # The generated territories have no schema of their own: what the worker says of them is noise.
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "run_huey", "--quiet"],
        cwd=ROOT,
        env=os.environ.copy(),
        stderr=subprocess.DEVNULL,
    )
    times = []
    try:
        with server() as port:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

            def found():
                connection.request(
                    "GET", "/api/v1/offers?q=zyzomys", headers={"Host": settings.PORTAL_DOMAIN}
                )
                return json.loads(connection.getresponse().read())["count"]

            time.sleep(3)
            for _turn in range(10):
                with transaction.atomic():
                    publish_offer(territory=territory, page_id=999_999, fields=fields)
                started = time.perf_counter()
                while not found() and time.perf_counter() - started < 20:
                    time.sleep(0.01)
                times.append((time.perf_counter() - started) * 1000)
                with transaction.atomic():
                    withdraw_offer(territory=territory, page_id=999_999)
                while found() and time.perf_counter() - started < 40:
                    time.sleep(0.01)
    finally:
        worker.terminate()
        worker.wait(10)
    row("published → findable", f"{statistics.median(times):.0f} | {max(times):.0f} | ")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--again", action="store_true", help="build the database anew")
    options = parser.parse_args()
    empty = use_own_database(again=options.again)
    import django

    django.setup()
    from benchmarks import country
    from search.indexing import rebuild

    if empty:
        started = time.perf_counter()
        country.build()
        print(f"Built in {time.perf_counter() - started:.0f} s", flush=True)
        started = time.perf_counter()
        rebuild()
        print(f"Indexed in {time.perf_counter() - started:.0f} s", flush=True)
    territories, offers = country.counted()
    print(f"\n{offers} offers in {territories} territories\n")
    print("| what | p50 ms | p95 ms | per second |\n|---|---|---|---|", flush=True)
    bench_search(country)
    bench_pages(country)
    bench_opening()
    bench_publishing()


if __name__ == "__main__":
    main()
