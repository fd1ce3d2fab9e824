import os
import subprocess
import sys
import threading

import pytest

from portal.local.machine import (
    Account,
    CannotBeHad,
    StartFailed,
    account_for,
    apt_install,
    can_reach,
    elsewhere,
    end_processes,
    locked,
    own_folder,
    processes,
    reachable,
    run_command,
)

SOMEBODY = Account(uid=54321, gid=54321)


def test_a_folder_below_a_private_one_cannot_be_reached_by_another_user(place):
    below = place / "private" / "below"
    below.mkdir(parents=True)
    assert can_reach(below, SOMEBODY)
    below.parent.chmod(0o700)
    assert not can_reach(below, SOMEBODY)
    assert can_reach(below, None)


def test_what_does_not_exist_yet_is_reached_through_what_exists(place):
    assert can_reach(place / "not" / "yet", SOMEBODY)


def test_a_service_writes_in_the_checkout_when_it_can_go_there(place):
    assert reachable(place / "postgres", SOMEBODY) == place / "postgres"


@pytest.mark.parametrize("name", ["with space", "d'été", "a,b", "x%20y"])
def test_a_path_that_needs_quotes_is_replaced_by_a_plain_one(place, name):
    found = reachable(place / name / "postgres", None)
    assert found.name == "postgres"
    assert name not in str(found)
    found.parent.rmdir()


def test_a_service_kept_out_of_the_checkout_always_gets_the_same_folder(place):
    place.chmod(0o700)
    first, second = reachable(place / "a", SOMEBODY), reachable(place / "a", SOMEBODY)
    other = reachable(place / "b", SOMEBODY)
    assert first == second
    assert place not in first.parents
    assert first.parent != other.parent
    for folder in (first, other):
        folder.parent.rmdir()


def test_a_temporary_folder_that_somebody_else_prepared_is_refused(place):
    trap = elsewhere(place / "trap", None).parent
    trap.rmdir()
    trap.symlink_to(place)
    with pytest.raises(StartFailed, match="belongs to somebody else"):
        elsewhere(place / "trap", None)
    trap.unlink()


def test_the_folder_of_a_service_is_private_and_its_new_parents_are_not(place):
    previous = os.umask(0o077)
    folder = own_folder(place / "a" / "b", None)
    os.umask(previous)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.parent.stat().st_mode & 0o777 == 0o755


def test_a_service_never_runs_as_root(place):
    account = account_for(place)
    assert (account is None) == (os.geteuid() != 0)
    assert account is None or account.uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_that_exists_keeps_its_owner(place):
    os.chown(place, SOMEBODY.uid, SOMEBODY.gid)
    assert account_for(place) == SOMEBODY


def test_a_lock_is_held_by_one_at_a_time(place, capsys):
    order = []

    def second():
        with locked(place / "lock", waiting="Waiting…"):
            order.append("second")

    with locked(place / "lock"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]
    assert "Waiting…" in capsys.readouterr().out


def test_processes_are_known_by_a_whole_argument_and_ended():
    mark = f"--mark-of-{os.getpid()}"
    command = [sys.executable, "-c", "input()", mark]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert processes(mark[:-1]) == []
        while not processes(mark):
            assert process.poll() is None
        assert processes(mark) == [process.pid]
        assert end_processes(mark)
    assert process.returncode < 0
    assert not end_processes(mark)


def test_a_process_deaf_to_the_polite_signal_is_killed():
    mark = f"--deaf-of-{os.getpid()}"
    script = "from signal import *; signal(SIGTERM, SIG_IGN); print(1, flush=True); input()"
    command = [sys.executable, "-c", script, mark]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert end_processes(mark, seconds=0.3)
    assert process.returncode == -9


def test_packages_that_cannot_be_installed_are_named(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(CannotBeHad, match=r"apt-get install .* maven"):
        apt_install("maven")


@pytest.mark.parametrize(
    ("error", "code"),
    [(CannotBeHad("why"), 3), (StartFailed("why"), 1), (PermissionError("why"), 1)],
)
def test_a_command_that_fails_says_why_and_never_shows_a_trace(error, code, capsys):
    def command():
        raise error

    assert run_command(command) == code
    assert capsys.readouterr().err == "why\n"
