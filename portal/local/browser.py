"""A real browser for the journeys: `python -m portal.local.browser [--install]` prints its path."""

import argparse
import os
import shutil
import sys
from pathlib import Path

from portal.local.machine import CannotBeHad, apt_install, run_command, say

COMMANDS = ("chromium", "chromium-browser", "google-chrome")
PACKAGE = "chromium"


def path() -> str | None:
    """A Chromium of this machine, or the one that Playwright downloaded; None without."""
    for command in COMMANDS:
        if found := shutil.which(command):
            return found
    downloads = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright"
    programs = sorted(Path(downloads).glob("chromium-*/chrome-linux*/chrome"))
    return str(programs[-1]) if programs else None


def find_or_install(*, install: bool) -> str:
    """The browser's path; with `install`, root gets Debian's. Raises `CannotBeHad`."""
    found = path()
    if found is None and install:
        apt_install(PACKAGE)
        found = path()
    if found is None:
        raise CannotBeHad(
            f"No browser here. Install the Debian package {PACKAGE}: "
            f"sudo apt-get install -y --no-install-recommends {PACKAGE}"
        )
    return found


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(prog="python -m portal.local.browser")
    parser.add_argument("--install", action="store_true", help="as root, install Debian's chromium")
    options = parser.parse_args(arguments)
    return run_command(lambda: say(find_or_install(install=options.install)))


if __name__ == "__main__":
    sys.exit(main())
