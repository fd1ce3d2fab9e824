"""The database of a run, the spare schemas, and commands of the release before or after."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.ground import ROOT, VAR

NAME = "boussole_bench_territories"
# Each makes schemas in a process of its own.
MAKERS = 2


def prepare() -> None:
    """Before Django reads its settings: an empty database, filled with what all share."""
    import psycopg

    from portal.local import postgres

    uri = postgres.start(VAR)
    with psycopg.connect(uri, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="benchmarks.territories.settings",
        DATABASE_URL=postgres.ensure_database(uri, NAME),
        ELASTICSEARCH_URL="none",
        SPARE_SCHEMAS="0",
    )
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from portal.content.demo import open_site
    from tenants.geography.services import load_geography
    from tenants.models import NATIONAL
    from themes.services import load_themes

    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    load_geography()
    load_themes()
    open_site(NATIONAL)
    connection.set_schema_to_public()


def make_spares(count: int) -> list[float]:
    """Seconds that each schema took, two processes at once."""
    program = (
        "import sys, time, django; django.setup()\n"
        "from tenants.provisioning import add_spare\n"
        "for _number in range(int(sys.argv[1])):\n"
        "    started = time.perf_counter(); add_spare()\n"
        "    print(time.perf_counter() - started, flush=True)\n"
    )
    shares = [len(range(maker, count, MAKERS)) for maker in range(MAKERS)]

    def run(share):
        command = [sys.executable, "-c", program, str(share)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return [float(line) for line in done.stdout.split()]

    with ThreadPoolExecutor(MAKERS) as pool:
        return [seconds for part in pool.map(run, shares) for seconds in part]


def run_command(*command: str, **environment: str) -> tuple[float, int, str]:
    """Seconds, exit status and what `manage.py` said, in a process of its own."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return time.perf_counter() - started, done.returncode, done.stdout + done.stderr
