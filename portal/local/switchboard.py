"""What the local carriers share: their misbehaviour, what they received, and how one asks them.

GET  /received    {"switches": {…}, "messages": {key: {"attempts", "deliveries", "to", "seen", …}}}
                  "seen": [[Unix time, switch that was drawn or ""]], one of each attempt
POST /switches    {"hang": 1} or {"error": 0.1, "only": "samira@"}: replaces what was set before
DELETE /received  forgets all that was received

A switch is a probability: 1 for always. `only` narrows them to recipients that hold this text.
`late` is a number of seconds before a report. Each request draws once, in the order of SWITCHES.
"""

import hashlib
import hmac
import json
import os
import random
import socket
import threading
import time
import urllib.request
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SWITCHES = {
    "hang": "does not answer, and has nothing",
    "mute": "has the message, and does not say so",
    "error": "says that something broke",
    "refuse": "says that this recipient takes nothing, for good",
    "lose": "says yes, and delivers nothing",
    "bounce": "says yes, and reports later that it was not delivered",
    "twice": "delivers it twice",
}
SETTINGS = {*SWITCHES, "only", "late", "seed"}
REPORT_TRIES = 5
# Read before anything is said: whoever hears it may be killed in that moment.
PARENT = os.getppid()
LOOK_AT_PARENT_SECONDS = 0.5
LARGEST_BODY = 1_000_000


class Switchboard:
    """`report_to`: (address, host, secret) of the webhook that is told what was delivered."""

    def __init__(self, report_to: tuple[str, str, str] | None = None):
        self.report_to = report_to
        self.lock = threading.Lock()
        self.released = threading.Event()
        self.messages: dict[str, dict] = {}
        self.set({})

    def set(self, switches: dict) -> None:
        """Raises ValueError for one that does not exist. Those that hang are let go."""
        if unknown := switches.keys() - SETTINGS:
            raise ValueError(f"No such switch: {', '.join(sorted(unknown))}")
        with self.lock:
            self.switches = switches
            self.draw = random.Random(switches.get("seed"))  # noqa: S311
            self.released.set()
            self.released = threading.Event()

    def misbehaviour(self, recipient: str) -> str:
        """The switch that is on for this request, or ""."""
        with self.lock:
            if self.switches.get("only", "") not in recipient:
                return ""
            drawn = self.draw.random()
            for name in SWITCHES:
                chance = float(self.switches.get(name, 0))
                if drawn < chance:
                    return name
                drawn -= chance
        return ""

    def hang(self) -> None:
        """Until the switches change."""
        self.released.wait(60)

    def take(self, key: str, recipient: str, how: str, **shown: str) -> None:
        """One attempt. What was delivered under this key already is not delivered again."""
        with self.lock:
            entry = self.messages.setdefault(
                key, {"attempts": 0, "deliveries": 0, "to": recipient, "seen": [], **shown}
            )
            entry["attempts"] += 1
            entry["seen"].append([time.time(), how])
            if how in {"hang", "error", "refuse", "lose", "bounce"}:
                new = 0
            else:
                new = 2 if how == "twice" else int(not entry["deliveries"])
            entry["deliveries"] += new
        if how == "bounce":
            self._report(key, "failed")
        elif new:
            self._report(key, "delivered")

    def received(self) -> dict:
        with self.lock:
            return {"switches": self.switches, "messages": json.loads(json.dumps(self.messages))}

    def forget(self) -> None:
        with self.lock:
            self.messages.clear()

    def _report(self, key: str, state: str) -> None:
        if self.report_to:
            late = float(self.switches.get("late", 0))
            threading.Thread(target=self._tell, args=(key, state, late), daemon=True).start()

    def _tell(self, key: str, state: str, late: float) -> None:
        address, host, secret = self.report_to
        body = json.dumps({"key": key, "state": state}).encode()
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "Host": host,
            "X-Signature": f"sha256={signature}",
        }
        time.sleep(late)
        for attempt in range(REPORT_TRIES):
            request = urllib.request.Request(address, body, headers)  # noqa: S310
            with suppress(OSError), urllib.request.urlopen(request, timeout=10):  # noqa: S310
                return
            time.sleep(0.2 * 2**attempt)


class Control(BaseHTTPRequestHandler):
    """The three addresses; a carrier adds its own."""

    protocol_version = "HTTP/1.1"
    board: Switchboard

    def do_GET(self):
        self.answer(200, self.board.received()) if self.path == "/received" else self.answer(404)

    def do_DELETE(self):
        self.board.forget()
        self.answer(200)

    def do_POST(self):
        if self.path != "/switches":
            return self.answer(404)
        try:
            self.board.set(self.body())
        except ValueError as error:
            return self.answer(400, {"error": str(error)})
        return self.answer(200, self.board.received())

    def body(self):
        size = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        return json.loads(self.rfile.read(size) or b"{}")

    def answer(self, status, data=None):
        body = json.dumps(data or {}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Nothing: a line would hold what is being sent."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Whoever asked has gone: that is what the switches are for."""


def serve(board: Switchboard, handler: type[Control] = Control) -> Server:
    """On this machine alone, on a free port, in threads."""
    server = Server(("127.0.0.1", 0), type("Handler", (handler,), {"board": board}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for_parent_s_end() -> None:
    """The one that started this process may be killed without a word."""
    while os.getppid() == PARENT:
        time.sleep(LOOK_AT_PARENT_SECONDS)


def read_report_to(environment) -> tuple[str, str, str] | None:
    """From REPORT_TO=http://127.0.0.1:8000/webhooks/reports/, REPORT_HOST and REPORTS_SECRET."""
    if not environment.get("REPORT_TO"):
        return None
    return (
        environment["REPORT_TO"],
        environment.get("REPORT_HOST", "portail.localhost"),
        environment.get("REPORTS_SECRET", ""),
    )
