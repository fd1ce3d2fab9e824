"""A real browser on the portal that `make demo` serves."""

import os
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect, sync_playwright

from portal.local import browser
from tests.browser.live import make_portal

# Playwright's loop lives in this thread for the whole session: the tests beside it may go on using
# the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def portal(django_db_setup, elasticsearch):
    running = make_portal(elasticsearch)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium():
    """The browser. Without one: skipped, and with CI=true a failure."""
    path = browser.path()
    if path is None:
        sentence = "No browser: `python -m portal.local.browser --install` (as root) gets one."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield program
        program.close()


@pytest.fixture
def visit(chromium, portal):
    """`with visit(width=360, javascript=False) as page`: a fresh browser that speaks French.

    Whatever the page does, it asks no other host and breaks no rule of its own security policy.
    """

    @contextmanager
    def visiting(width=360, javascript=True, scheme="light", locale="fr-FR"):
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            color_scheme=scheme,
            locale=locale,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        wrong = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.extend(_refused(message)))
        page.on("request", lambda request: wrong.extend(_elsewhere(request, portal)))
        yield page
        context.close()
        assert wrong == []

    return visiting


def _refused(message):
    # A page of an error is expected here and there; a script or a style refused never is.
    if message.type == "error" and "Failed to load resource" not in message.text:
        yield message.text


def _elsewhere(request, portal):
    local = f".localhost:{portal.port}/"
    if local not in request.url and not request.url.startswith(("data:", "blob:", "about:")):
        yield request.url
