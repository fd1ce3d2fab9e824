"""The portal as `make demo` runs it, with its whole content, on a database of its own."""

import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from elasticsearch import Elasticsearch

from tests.conftest import built_once, copy, digest_of, own_name, shared_template

READY_SECONDS = 120
CONTENT = ("portal/content", "offers", "search", "contacts/network.py", "themes/services.py")


class Portal:
    """`server`: the address of a PostgreSQL server, that of the bench by default."""

    def __init__(self, database, elasticsearch, server=""):
        self.database, self.elasticsearch = database, elasticsearch
        self.server = server or settings.DATABASE_URL
        self.port = free_port()
        self.log = Path(settings.VAR_DIR, f"{database}.log")

    def url(self, slug, path="/"):
        host = settings.PORTAL_DOMAIN if slug == "national" else f"{slug}.{settings.PORTAL_DOMAIN}"
        return f"http://{host}:{self.port}{path}"

    def start(self):
        with self.log.open("w") as log:
            self.process = run_demo(
                self.database,
                self.elasticsearch,
                "demo",
                server=self.server,
                port=self.port,
                output=log,
            )
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=2):
                    return
            except OSError:
                time.sleep(0.2)
        self.stop()
        raise AssertionError(self.log.read_text())

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
        if self.elasticsearch != "none":
            with Elasticsearch(self.elasticsearch.split(",")) as client:
                prefix = index_prefix(self.database, self.port)
                for name in client.indices.get(index=f"{prefix}-*"):
                    client.indices.delete(index=name)

    def get(self, path, site="reims"):
        """(status, text, seconds) of a page."""
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        host = self.url(site, "").removeprefix("http://")
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, time.monotonic() - started

    def check_index(self):
        """The command of that name on this portal's database and index: the ended process."""
        process = run_demo(
            self.database,
            self.elasticsearch,
            "check_index",
            server=self.server,
            port=self.port,
            output=subprocess.PIPE,
        )
        output, _errors = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, output)

    def rows(self, sql, *values):
        with psycopg.connect(self.server, dbname=self.database) as database:
            return database.execute(sql, values).fetchall()


def make_portal(elasticsearch, name="live"):
    """A portal with the content of the demo, started."""
    database = own_name(name)
    copy(content_template(), database)
    portal = Portal(database, elasticsearch)
    portal.start()
    return portal


def content_template():
    """The database with the content of the demo, loaded once a version. Needs django_db_setup."""
    template = shared_template()
    return built_once(f"content_{digest_of(CONTENT)}_{template[-8:]}", prepare, source=template)


def prepare(database):
    process = run_demo(database, "none", "demo", "--prepare", output=subprocess.PIPE)
    output, _errors = process.communicate(timeout=300)
    assert process.returncode == 0, output


def run_demo(database, elasticsearch, *command, output, server="", port=8000):
    url = urlsplit(server or settings.DATABASE_URL)._replace(path=f"/{database}").geturl()
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "DATABASE_URL": url,
            "ELASTICSEARCH_URL": elasticsearch,
            "ELASTICSEARCH_PREFIX": index_prefix(database, port),
            "PORTAL_PORT": str(port),
            # A browser that is driven by a program fills forms in like one.
            "FORM_SECONDS": "0",
            # Making them takes a core for seconds.
            "SPARE_SCHEMAS": "0",
        },
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
    )


def index_prefix(database, port):
    """An index of its own: that of another run knows offers which this database does not."""
    return f"{database}-{port}"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
