"""Start the carriers of this machine, and talk to them: for `make demo`, tests and measures."""

import json
import os
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from portal.local.machine import StartFailed

CHECKOUT = Path(__file__).resolve().parents[2]


class LocalCarrier:
    """A process of portal.local.sms_gateway or smtp_sink; it ends with the one that starts it.

    `report_to`: address of the portal's webhook of reports; `host`, the name to ask it under.
    """

    def __init__(self, module: str, *, report_to: str = "", host: str = "", secret: str = ""):
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"portal.local.{module}"],
            cwd=CHECKOUT,
            env={
                **os.environ,
                "REPORT_TO": report_to,
                "REPORT_HOST": host,
                "REPORTS_SECRET": secret,
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        if not line:
            self.stop()
            raise StartFailed(f"portal.local.{module} did not start.")
        told = json.loads(line)
        self.url, self.port = told["url"], told.get("port")

    def switch(self, **switches) -> None:
        """Replaces what was set before: `switch()` makes it well again."""
        self._ask("POST", "/switches", switches)

    def received(self) -> dict[str, dict]:
        """{key: {"attempts", "deliveries", "to", "text"…}}"""
        return self._ask("GET", "/received")["messages"]

    def forget(self) -> None:
        self._ask("DELETE", "/received")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def _ask(self, method, path, data=None):
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"{self.url}{path}", body, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def running(module: str, **reports: str):
    carrier = LocalCarrier(module, **reports)
    try:
        yield carrier
    finally:
        carrier.stop()
