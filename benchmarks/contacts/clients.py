"""Young people who ask, on the real site: each sends again, under the same key, until it is said
that their request is accepted."""

import contextlib
import http.client
import json
import queue
import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from benchmarks.contacts.site import HOST

CLIENTS = 8
COMMUNE = "51454"
# After that the site is taken for dead.
PATIENCE_SECONDS = 180
TIMEOUT_SECONDS = 20
# One address is a class of this many; the limit is 60 an hour.
CLASS = 20
# One in so many sends again what was accepted: a second press of the button.
PRESSES_TWICE = 10


@dataclass(frozen=True)
class Accepted:
    """What a client was answered."""

    number: int
    contact: str
    reference: str
    due_on: str
    token: str


@dataclass
class Answers:
    """`latencies` in ms, of the confirmation pages that came; `problems` in words."""

    accepted: list[Accepted] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0


def contact_of(number: int) -> tuple[str, str]:
    """(field, contact) of a young person: a number of those kept for fiction, or an address."""
    if number % 2 or number >= 2 * 9800:
        return "email", f"jeune.{number}@example.invalid"
    return "phone", f"+3363998{number // 2:04}"


class Clients:
    """All requests, asked by some clients at once; `progress` is told how many are accepted."""

    def __init__(self, ports, offers, requests, seconds):
        self.ports, self.offers = ports, offers
        self.waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(requests):
            self.waiting.put(number)
        self.answers = Answers()
        self.lock = threading.Lock()
        self.end = time.monotonic() + seconds if seconds else None
        self.over = threading.Event()

    def run(self, progress):
        started = time.monotonic()
        threads = [threading.Thread(target=self._client, daemon=True) for _one in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                time.sleep(0.2)
                progress(len(self.answers.accepted))
        finally:
            self.over.set()
        self.answers.seconds = time.monotonic() - started
        return self.answers

    def _client(self):
        while not self.over.is_set() and (self.end is None or time.monotonic() < self.end):
            try:
                number = self.waiting.get_nowait()
            except queue.Empty:
                return
            try:
                self._one(number)
            except Exception as error:  # a client that dies would hide the rest
                self._problem(f"request {number}: {type(error).__name__} {error}")

    def _one(self, number):
        draw = random.Random(number)
        kind, contact = contact_of(number)
        body = {"offer": draw.choice(self.offers), "commune": COMMUNE, kind: contact}
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
            "X-Forwarded-For": f"10.{number // CLASS // 62500}.{number // CLASS // 250 % 250}"
            f".{number // CLASS % 250 + 1}",
        }
        answer = self._insist("POST", "/api/v1/contact-requests", headers, json.dumps(body), 201)
        if answer is None:
            return
        given = json.loads(answer)
        accepted = Accepted(number, contact, given["reference"], given["due_on"], given["token"])
        with self.lock:
            self.answers.accepted.append(accepted)
        if number % PRESSES_TWICE == 0:
            again = self._insist("POST", "/api/v1/contact-requests", headers, json.dumps(body), 201)
            if again is not None and json.loads(again) != given:
                self._problem(f"request {number}: a second press was answered otherwise")
        page = f"{urlsplit(given['follow_url']).path}envoyee/"
        shown = self._insist("GET", page, {}, None, 200, timed=True)
        if shown is not None and given["reference"] not in shown:
            self._problem(f"request {number}: its confirmation does not show its reference")

    def _insist(self, method, path, headers, body, wanted, *, timed=False):
        """The text of the answer that was wanted; None with a problem noted."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and not self.over.is_set():
            before = time.perf_counter()
            status, text = self._ask(method, path, headers, body)
            with self.lock:
                self.answers.statuses[status] += 1
            if status == wanted:
                if timed:
                    self.answers.latencies.append((time.perf_counter() - before) * 1000)
                return text
            if isinstance(status, int) and status < 500:
                self._problem(f"{method} {path.partition('/suivi/')[0]}: {status} {text[:200]}")
                return None
            time.sleep(random.uniform(0.1, 0.5))
        self._problem(f"{method}: no answer in {PATIENCE_SECONDS} s")
        return None

    def _ask(self, method, path, headers, body):
        """(status, text), or ("no answer", "")."""
        port = random.choice(self.ports)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        with contextlib.closing(connection):
            try:
                connection.request(method, path, body, {"Host": HOST, **headers})
                answer = connection.getresponse()
                return answer.status, answer.read().decode()
            except (OSError, http.client.HTTPException):
                return "no answer", ""

    def _problem(self, sentence):
        with self.lock:
            self.answers.problems.append(sentence)
