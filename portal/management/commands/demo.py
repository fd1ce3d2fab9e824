"""`make demo`: the whole portal on this machine, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from django.conf import settings
from django.core.management import BaseCommand
from django.db import connection, connections
from django.utils import timezone

from portal.content.demo import ACCOUNTS, PASSWORD, prepare
from portal.country.counting import count_places
from portal.local import postgres
from portal.local.carriers import LocalCarrier
from portal.territories import national_url
from search.indexing import catch_up
from tenants.models import Territory


class Command(BaseCommand):
    help = "Prepare the demo, then run the web server and the task worker until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--prepare", action="store_true", help="Prepare and stop there.")

    def handle(self, *, prepare: bool, **options):
        started = time.monotonic()
        self._prepare(started)
        if prepare:
            return
        # Ctrl-C reaches the whole group: each stops by itself, then PostgreSQL is stopped.
        signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
        carriers = _carriers()
        environment = os.environ | _carried_by(carriers)
        children = [subprocess.Popen(command, env=environment) for command in _commands()]  # noqa: S603
        try:
            self._say_where(started, carriers)
            while all(child.poll() is None for child in children):
                time.sleep(0.3)
            self.stderr.write("One of the processes stopped: stopping the other.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping…")
        finally:
            # A second Ctrl-C must not leave anything behind.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            stop([*children, *(carrier.process for carrier in carriers.values())])
            stop_database()

    def _prepare(self, started):
        try:
            for sentence in prepare():
                self.stdout.write(f"  {time.monotonic() - started:5.1f} s  {sentence}")
            connection.set_schema_to_public()
            count_places(now=timezone.now())
            if settings.ELASTICSEARCH_URL:
                self.stdout.write(f"  {time.monotonic() - started:5.1f} s  Search index")
                catch_up()
        except KeyboardInterrupt:
            self.stdout.write("\nStopped; `make demo` goes on from here.")
            stop_database()
            sys.exit(130)
        connection.set_schema_to_public()

    def _say_where(self, started, carriers):
        lines = [f"Ready in {time.monotonic() - started:.0f} s.", ""]
        lines += [f"  {territory.name:<22} {territory.url}/" for territory in _sites()]
        lines += ["", f"  {'Messages sent':<22} {national_url()}/demo/messages/"]
        lines += [f"  {'API':<22} {national_url()}/api/v1/docs/"]
        # They deliver to nobody: docs/messages.md says how to make them misbehave.
        lines += [f"  {name:<22} {carrier.url}/received" for name, carrier in carriers.items()]
        lines.append("")
        lines += [f"  {email:<34} {where}" for email, where in ACCOUNTS.items()]
        lines += [f"  Password of all of them: {PASSWORD}", ""]
        if settings.ELASTICSEARCH_URL:
            lines.append(f"Search: Elasticsearch at {settings.ELASTICSEARCH_URL}")
        else:
            lines.append("Search: the embedded PostgreSQL engine (simplified).")
            lines.append("For the full engine: `make elasticsearch`, then `make demo` again.")
        lines += ["", "Ctrl-C stops everything."]
        self.stdout.write("\n".join(lines))


def _sites():
    return Territory.objects.open().with_host().order_by("pk")


def _carriers() -> dict[str, LocalCarrier]:
    """A mail server and two carriers of text messages, unless others are named."""
    reports = {
        "report_to": f"http://127.0.0.1:{settings.PORTAL_PORT}/webhooks/reports/",
        "host": settings.PORTAL_DOMAIN,
        "secret": settings.REPORTS_SECRET,
    }
    wanted = {}
    if not (os.environ.get("EMAIL_URL") or settings.EMAIL_PROVIDER):
        wanted["Mail server"] = "smtp_sink"
    if not settings.SMS_CARRIERS:
        wanted |= {"First SMS carrier": "sms_gateway", "Second SMS carrier": "sms_gateway"}
    return {name: LocalCarrier(module, **reports) for name, module in wanted.items()}


def _carried_by(carriers: dict[str, LocalCarrier]) -> dict[str, str]:
    """What the site and the worker must know to use them."""
    told = {}
    texts = [carrier.url for name, carrier in carriers.items() if "SMS" in name]
    if texts:
        told["SMS_CARRIERS"] = ",".join(f"{url}/messages" for url in texts)
    if "Mail server" in carriers:
        told["EMAIL_URL"] = f"smtp://127.0.0.1:{carriers['Mail server'].port}"
    return told


def _commands():
    return [
        [
            *(sys.executable, "-m", "gunicorn", "portal.wsgi"),
            *("--bind", f"127.0.0.1:{settings.PORTAL_PORT}"),
            *("--workers", "1", "--threads", "8", "--log-level", "warning"),
        ],
        [sys.executable, "manage.py", "run_huey", "--quiet"],
    ]


def stop_database():
    connections.close_all()
    if settings.EMBEDDED_POSTGRESQL:
        postgres.stop(settings.VAR_DIR)


def stop(children):
    for child in children:
        if child.poll() is None:
            with suppress(ProcessLookupError):
                child.terminate()
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
