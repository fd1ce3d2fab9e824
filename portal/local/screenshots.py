"""`make screenshots`: the four pictures of the README, taken on a demo of their own."""

import base64
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from portal.local import browser
from portal.local.machine import CHECKOUT

PICTURES = CHECKOUT / "docs" / "pictures"
PASSWORD = "boussole"  # noqa: S105 - that of the demo
REIMS = "commune=51454"
READY_SECONDS = 240


@contextmanager
def demo() -> Iterator[int]:
    """A demo on a free port; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=CHECKOUT,
        env={**os.environ, "PORTAL_PORT": str(port)},
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The demo did not start.")


def phone(program: Browser, port: int) -> None:
    """Four steps of the journey side by side, as a phone shows them."""
    page = _page(program, 360, 720)
    shots = []
    page.goto(f"http://portail.localhost:{port}/")
    shots.append(page.screenshot())
    page.goto(f"http://reims.portail.localhost:{port}/themes/housing/questions/1/?{REIMS}")
    shots.append(page.screenshot())
    page.goto(
        f"http://reims.portail.localhost:{port}/themes/housing/offres/?{REIMS}"
        "&answer.housing_duration=months&answer.housing_budget=400"
    )
    page.get_by_role("link", name="Une chambre chez l’habitant").click()
    page.locator(".ticket").scroll_into_view_if_needed()
    shots.append(page.screenshot())
    page.locator("#contact").fill("06 39 98 12 34")
    page.get_by_role("button", name="Envoyer ma demande").click()
    page.wait_for_url("**/envoyee/")
    shots.append(page.screenshot())
    images = "".join(
        f'<img width=360 height=720 src="data:image/png;base64,{base64.b64encode(one).decode()}">'
        for one in shots
    )
    frame = _page(program, 4 * 360 + 5 * 24, 768)
    frame.set_content(
        "<body style='margin:24px;display:flex;gap:24px;background:#dfe3dd'>"
        f"<style>img{{border-radius:18px;display:block}}</style>{images}"
    )
    frame.screenshot(path=PICTURES / "journey.png")


def offers(program: Browser, port: int) -> None:
    page = _page(program, 1280, 900)
    page.goto(
        f"http://lyon.portail.localhost:{port}/themes/employment/offres/?commune=69383"
        "&answer.age=19"
    )
    page.screenshot(path=PICTURES / "offers.png")


def editor(program: Browser, port: int) -> None:
    page = _page(program, 1280, 900)
    page.goto(f"http://lyon.portail.localhost:{port}/admin/login/")
    page.locator("[name=username]").fill("editor.lyon@example.invalid")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"//[^/]+/admin/$"))
    listed = page.evaluate("fetch('/api/v1/offers?theme=housing').then(all => all.json())")
    # The public id of an offer ends with the number of its page.
    own = next(one["id"] for one in listed["results"] if one["territory"] == "lyon")
    page.goto(f"http://lyon.portail.localhost:{port}/admin/pages/{own.rpartition('-')[2]}/edit/")
    page.locator("[data-side-panel-toggle=preview]").click()
    page.frame_locator("#w-preview-iframe").locator(".ticket").wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / "editor.png")


def messages(program: Browser, port: int) -> None:
    page = _page(program, 1280, 900)
    page.goto(f"http://portail.localhost:{port}/demo/messages/")
    page.screenshot(path=PICTURES / "messages.png")


def _page(program: Browser, width: int, height: int) -> Page:
    return program.new_context(
        viewport={"width": width, "height": height}, locale="fr-FR", reduced_motion="reduce"
    ).new_page()


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = browser.find_or_install(install=False)
    with demo() as port, sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for take in (phone, offers, editor, messages):
            take(program, port)
        program.close()


if __name__ == "__main__":
    main()
