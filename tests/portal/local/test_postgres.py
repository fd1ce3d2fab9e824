import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from portal.local import postgres
from portal.local.machine import CHECKOUT, account_for

COMMAND = [sys.executable, "-m", "portal.local.postgres"]


@pytest.fixture
def var(place):
    yield place
    postgres.stop(place, delete=True)


def ask(uri, query):
    with psycopg.connect(uri, autocommit=True) as connection:
        return connection.execute(query).fetchone()[0]


def server_pid(var):
    return int((data_folder(var) / "postmaster.pid").read_text().splitlines()[0])


def data_folder(var):
    return Path(ask(postgres.running_uri(var), "SHOW data_directory"))


def test_a_started_server_answers_and_is_found_again(var):
    assert postgres.running_uri(var) is None
    uri = postgres.start(var)
    assert postgres.running_uri(var) == uri
    pid = server_pid(var)
    assert postgres.start(var) == uri
    assert server_pid(var) == pid
    shown = [ask(uri, f"SHOW {name}") for name in ("server_encoding", "fsync", "max_connections")]
    assert shown == ["UTF8", "on", "100"]
    assert data_folder(var) == var / "postgres"


def test_a_server_listens_on_no_port(var):
    assert ask(postgres.start(var), "SHOW listen_addresses") == ""


def test_a_stopped_server_keeps_its_data(var):
    ask(postgres.ensure_database(postgres.start(var), "kept"), "SELECT 1")
    assert postgres.stop(var) is True
    assert postgres.stop(var) is False
    assert postgres.running_uri(var) is None
    assert ask(postgres.start(var), "SELECT count(*) FROM pg_database WHERE datname = 'kept'") == 1


def test_two_commands_at_once_start_one_server(var):
    environment = {**os.environ, "VAR_DIR": str(var)}
    both = [
        subprocess.Popen(
            [*COMMAND, "start"], cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    told = {process.communicate(timeout=60)[0].strip() for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert told == {postgres.running_uri(var)}


def test_the_server_outlives_its_command_and_ctrl_c(var):
    environment = {**os.environ, "VAR_DIR": str(var)}
    command = [*COMMAND, "start"]
    with subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        process.wait(60)
        pid = server_pid(var)
        assert os.getpgid(pid) != process.pid
        assert ask(postgres.running_uri(var), "SELECT 1") == 1


def test_a_killed_server_starts_again_with_what_was_committed(var):
    uri = postgres.ensure_database(postgres.start(var), "kept")
    with psycopg.connect(uri) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS a")
    pid = server_pid(var)
    os.kill(pid, signal.SIGKILL)
    while Path("/proc", str(pid)).exists():
        time.sleep(0.02)
    assert postgres.running_uri(var) is None
    postgres.start(var)
    assert ask(uri, "SELECT a FROM t") == 1


def test_a_stale_number_that_now_belongs_to_another_process_stops_nobody(var):
    postgres.start(var)
    data = data_folder(var)
    pid_file = data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    postgres.stop(var)
    account = account_for(data)
    # Of the same user: PostgreSQL itself already passes over the processes of others.
    with subprocess.Popen(["sleep", "60"], **(account.options() if account else {})) as other:
        lines[0] = str(other.pid)
        pid_file.write_text("\n".join(lines) + "\n")
        assert postgres.running_uri(var) is None
        assert postgres.stop(var) is False
        assert ask(postgres.start(var), "SELECT 1") == 1
        assert other.poll() is None
        other.kill()


def test_an_interrupted_creation_of_the_data_begins_again(var):
    (var / "postgres.new" / "base").mkdir(parents=True)
    (var / "postgres.new" / "PG_VERSION").write_text("18\n")
    (var / "postgres").mkdir()
    assert ask(postgres.start(var), "SELECT 1") == 1


def test_a_private_checkout_stays_private(var):
    private = var / "private"
    private.mkdir(mode=0o700)
    uri = postgres.start(private / "var")
    try:
        assert ask(uri, "SELECT 1") == 1
        assert private.stat().st_mode & 0o777 == 0o700
        assert postgres.start(private / "var") == uri
        data = data_folder(private / "var")
    finally:
        postgres.stop(private / "var", delete=True)
    assert not data.exists()


def test_programs_in_a_private_environment_are_copied_where_the_server_can_run_them(
    var, monkeypatch
):
    private = var / "private"
    private.mkdir(mode=0o700)
    wheel = Path(importlib.util.find_spec(postgres.WHEEL).submodule_search_locations[0])
    for part in (postgres.PROGRAMS.parent, f"{postgres.WHEEL}.libs"):
        shutil.copytree(wheel.parent / part, private / part, symlinks=True)
    (private / postgres.WHEEL / "__init__.py").touch()
    monkeypatch.syspath_prepend(private)
    try:
        assert ask(postgres.start(private / "var"), "SELECT 1") == 1
        assert private.stat().st_mode & 0o777 == 0o700
    finally:
        postgres.stop(private / "var", delete=True)


@pytest.mark.parametrize("name", ["a" * 120, "l'été à Reims, 100 %"])
def test_a_path_too_long_or_too_odd_for_a_socket_is_no_obstacle(var, name):
    odd = var / name
    uri = postgres.start(odd)
    try:
        assert ask(uri, "SELECT 1") == 1
    finally:
        postgres.stop(odd, delete=True)


def test_a_copied_checkout_does_not_take_the_other_ones_server(var):
    postgres.start(var)
    data = data_folder(var)
    postgres.stop(var)
    copy = Path(tempfile.mkdtemp(prefix="copy-"))
    copy.chmod(0o755)
    shutil.copytree(var, copy, dirs_exist_ok=True)
    uri = postgres.start(var)
    shutil.copy(data / "postmaster.pid", copy / "postgres")
    assert postgres.running_uri(copy) is None
    (copy / "postgres.json").write_text(
        json.dumps({"var": str(copy), "data": str(copy / "postgres")})
    )
    assert postgres.running_uri(copy) is None
    assert postgres.stop(copy, delete=True) is False
    assert ask(uri, "SELECT 1") == 1
    shutil.rmtree(copy)


def test_a_database_is_created_once(var):
    uri = postgres.start(var)
    created = postgres.ensure_database(uri, "territories-1")
    assert postgres.ensure_database(uri, "territories-1") == created
    assert ask(created, "SELECT current_database()") == "territories-1"
    assert ask(created, "SHOW server_encoding") == "UTF8"


def test_the_server_refuses_to_start_in_words(var, monkeypatch):
    postgres.start(var)
    settings = data_folder(var) / "postgresql.conf"
    postgres.stop(var)
    with settings.open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(postgres.StartFailed, match="no_such_setting"):
        postgres.start(var)
