"""The database of a run, the spare schemas, and commands of the release before or after."""

import os
import subprocess
import sys
import time

from benchmarks.ground import ROOT, VAR

NAME = "boussole_bench_territories"
MIGRATED = 5


def prepare(*, again: bool) -> None:
    """Before Django reads its settings: a database with what all share, and the territories that
    the last run opened, with the migrations that came since."""
    import psycopg

    from portal.local import postgres

    uri = postgres.start(VAR)
    if again:
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
    from tenants.models import NATIONAL, Territory
    from themes.services import load_themes

    if "tenants_territory" in connection.introspection.table_names():
        _forget_growth()
    call_command("upgrade_territories")
    if not Territory.objects.filter(schema_name=NATIONAL).exists():
        load_geography()
        load_themes()
        open_site(NATIONAL)
    connection.set_schema_to_public()


def _forget_growth() -> None:
    """The table that the last run added to each schema, and that it did."""
    from django.db import connection
    from django_tenants.utils import schema_context

    from tenants.models import Territory

    schemas = Territory.objects.with_schema().values_list("schema_name", flat=True)
    for schema in ["public", *schemas]:
        with schema_context(schema), connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS growth_mark")
            cursor.execute("DELETE FROM django_migrations WHERE app = 'growth'")


def make_spares(count: int) -> list[float]:
    """Seconds that each of the MIGRATED first took; the others are copies of one: to migrate two
    hundred would take an hour, and leave the same."""
    from portal.local.spares import copy_spare
    from tenants.provisioning import add_spare

    took = []
    for _number in range(min(count, MIGRATED)):
        started = time.perf_counter()
        spare = add_spare()
        took.append(time.perf_counter() - started)
    spare.refresh_from_db()
    for _number in range(count - MIGRATED):
        copy_spare(spare)
    return took


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
