"""What is measured on: a database for each size, servers, a worker. All of it ends with the run but
the databases and indices, which the next run finds."""

import contextlib
import hashlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))


def prepare(offers: int, *, again: bool) -> bool:
    """Before Django reads its settings: a database and indices of their own for this size. Returns
    whether the database is still to be filled."""
    import psycopg

    from portal.local import elasticsearch, postgres

    name, uri = f"boussole_bench_{offers}", postgres.start(VAR)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    os.environ["API_READING_RATE"] = "1000000/min"
    os.environ["SPARE_SCHEMAS"] = "0"
    os.environ["ELASTICSEARCH_PREFIX"] = f"boussole-bench-{offers}"
    os.environ["DATABASE_URL"] = postgres.ensure_database(uri, name)
    if not os.environ.get("ELASTICSEARCH_URL"):
        os.environ["ELASTICSEARCH_URL"] = elasticsearch.running_url(VAR) or elasticsearch.start(VAR)
    if not again and _is_built(os.environ["DATABASE_URL"]):
        return False
    with psycopg.connect(uri, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    postgres.ensure_database(uri, name)
    return True


def mark_built() -> None:
    """The last thing that a building does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE search_catalogueoffer IS '{migrations()}'")


def _is_built(uri):
    """Whether the last building ended, and no migration came since."""
    import psycopg

    mark = "SELECT obj_description(to_regclass('search_catalogueoffer'))"
    with psycopg.connect(uri) as database:
        return database.execute(mark).fetchone()[0] == migrations()


def migrations():
    files = [*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("*/*/migrations/0*.py")]
    names = sorted(str(file.relative_to(ROOT)) for file in files)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


@contextlib.contextmanager
def web_server(**environment: str):
    """One process of eight threads, with these settings; yields its port."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--threads", "8", "--log-level", "error", "--no-control-socket"]
    with _process(command, PORTAL_PORT=str(port), **environment):
        for _turn in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield port


@contextlib.contextmanager
def worker():
    # The generated territories have no schema of their own: what it says of them is noise.
    command = [sys.executable, "manage.py", "run_huey", "--quiet"]
    with _process(command, stderr=subprocess.DEVNULL):
        time.sleep(5)
        yield


@contextlib.contextmanager
def _process(command, stderr=None, **environment):
    environment = {**os.environ, **environment}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stderr)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
