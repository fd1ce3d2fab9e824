"""The portal of this bench: a PostgreSQL of its own, a site in two processes, three workers, a mail
server and a carrier of text messages. All of it ends with the run; the database that runs begin
with stays, below the one folder."""

import contextlib
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time

from benchmarks.ground import ROOT, VAR

HOME = VAR / "contacts"
HOST = "reims.portail.localhost"
SECRET = "only-for-the-bench"  # noqa: S105
WEB_PROCESSES, WORKERS = 2, 3
READY_SECONDS = 120
# What each request of a message meets, one in so many; the rest goes well.
MISBEHAVIOUR = {
    "hang": 0.003,
    "mute": 0.005,
    "error": 0.03,
    "refuse": 0.01,
    "lose": 0.01,
    "bounce": 0.01,
    "twice": 0.01,
    "late": 1,
}


class Process:
    """A command in a process group of its own, to be killed with its children and started again."""

    def __init__(self, name: str, command: list[str], port: int = 0):
        self.name, self.command, self.port = name, command, port
        self.log = HOME / f"{name}.log"
        self.log.write_text("")
        self.start()

    def start(self):
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                self.command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def answers(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/health/")
            return connection.getresponse().status == 200
        return False


class Site:
    """`ports`: where the site answers, in one process or the other."""

    def __init__(self):
        from portal.local.carriers import LocalCarrier

        self.ports = [_free_port() for _number in range(WEB_PROCESSES)]
        # What a carrier reports goes to one process, which may be dead by then: it tries again.
        reports = {
            "report_to": f"http://127.0.0.1:{self.ports[0]}/webhooks/reports/",
            "host": "portail.localhost",
            "secret": SECRET,
        }
        self.mail = LocalCarrier("smtp_sink", **reports)
        self.texts = LocalCarrier("sms_gateway", **reports)
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{self.mail.port}"
        os.environ["SMS_CARRIERS"] = f"{self.texts.url}/messages"
        self.webs = [
            Process(f"web-{number}", _web(port), port) for number, port in enumerate(self.ports)
        ]
        self.workers = [Process(f"worker-{number}", _worker()) for number in range(WORKERS)]

    @property
    def processes(self) -> list[Process]:
        return [*self.webs, *self.workers]

    def wait(self):
        end = time.monotonic() + READY_SECONDS
        while not all(web.answers() for web in self.webs):
            if time.monotonic() > end:
                raise SystemExit(f"The site did not start:\n{self.webs[0].log.read_text()[-2000:]}")
            time.sleep(0.3)

    def misbehave(self, seed: int):
        for carrier in (self.mail, self.texts):
            carrier.switch(**MISBEHAVIOUR, seed=seed)

    def behave(self):
        for carrier in (self.mail, self.texts):
            carrier.switch()

    def books(self) -> dict[str, dict]:
        """{key: what the gateways saw of this message}, refused addresses apart."""
        books = {**self.mail.received(), **self.texts.received()}
        return {key: entry for key, entry in books.items() if not key.startswith("refused:")}

    def stop(self):
        for process in self.processes:
            process.kill()
        for carrier in (self.mail, self.texts):
            carrier.stop()


class Killer(threading.Thread):
    """Kills one process after the other, each at a random moment, and starts it again; also those
    that ended by themselves, as whatever looks after them in production does."""

    def __init__(self, site: Site, seconds: float, seed: int):
        super().__init__(daemon=True)
        self.site, self.seconds = site, seconds
        self.draw = random.Random(seed)
        self.over = threading.Event()
        self.kills = {"web": 0, "worker": 0}
        self.ended: list[str] = []

    def run(self):
        while not self.over.wait(self.draw.uniform(0.2, 2 * self.seconds)):
            self._look_after()
            process = self.draw.choice(self.site.processes)
            process.kill()
            self.kills[process.name.partition("-")[0]] += 1
            process.start()

    def stop(self):
        self.over.set()
        self.join()
        self._look_after()

    def _look_after(self):
        for process in self.site.processes:
            if not process.is_alive():
                self.ended.append(process.name)
                process.start()


@contextlib.contextmanager
def running():
    site = Site()
    try:
        site.wait()
        yield site
    finally:
        site.stop()


def _web(port):
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    return [*command, "--workers", "1", "--threads", "4", "--log-level", "error",
            "--no-control-socket"]  # fmt: skip


def _worker():
    return [sys.executable, "manage.py", "run_huey", "--quiet"]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
