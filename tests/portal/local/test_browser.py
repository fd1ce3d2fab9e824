import subprocess
import sys

import pytest

from portal.local import browser
from portal.local.machine import CHECKOUT, CannotBeHad


def test_a_browser_of_the_machine_comes_first(tmp_path, monkeypatch):
    chromium = tmp_path / "chromium-browser"
    chromium.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.path() == str(chromium)


def test_playwrights_latest_browser_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    assert browser.path() is None
    for version in (1100, 1200):
        program = tmp_path / f"chromium-{version}" / "chrome-linux64" / "chrome"
        program.parent.mkdir(parents=True)
        program.touch(mode=0o755)
    assert browser.path() == str(program)


@pytest.mark.parametrize("install", [False, True])
def test_a_machine_without_browser_is_told_which_package_to_install(monkeypatch, tmp_path, install):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(CannotBeHad, match=r"apt-get install .*chromium"):
        browser.find_or_install(install=install)


def test_the_command_ends_with_three_when_no_browser_can_be_had(tmp_path):
    told = subprocess.run(
        [sys.executable, "-m", "portal.local.browser", "--install"],
        cwd=CHECKOUT,
        env={"PATH": "/nonexistent", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 3
    assert "chromium" in told.stderr
