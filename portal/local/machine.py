"""What the services share: an ordinary user for root, folders, locks, processes, packages."""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("VAR_DIR") or CHECKOUT / "var")
SERVICE_USER = "boussole"
CANNOT_BE_HAD = 3
# Begins the name of what is put in the system's temporary folder.
FOLDER = "boussole-"
# A path with anything else needs quotes that some server or connection string forgets.
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]+")


class CannotBeHad(Exception):
    """This machine lacks what the service needs; the message says which packages give it."""


class StartFailed(Exception):
    """The service was started and does not answer; the message ends with its log."""


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def options(self):
        """What `subprocess` takes to run a command as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account_for(folder: Path) -> Account | None:
    """The user to run the service that writes in `folder`: None for the present one, not root.

    PostgreSQL and Elasticsearch refuse root. A folder that exists keeps its owner.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    entry = _entry(SERVICE_USER)
    if entry is None and (useradd := shutil.which("useradd", path=_system_path())):
        # Two commands may create it at once: what counts is that it exists afterwards.
        subprocess.run(
            [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVICE_USER],
            check=False,
            capture_output=True,
        )
        entry = _entry(SERVICE_USER)
    entry = entry or pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def can_reach(path: Path, account: Account | None) -> bool:
    """Whether this user can enter `path` and every folder above it, as far as they exist."""
    return account is None or all(
        _can_enter(folder.stat(), account)
        for folder in (path.resolve(), *path.resolve().parents)
        if folder.is_dir()
    )


def reachable(wanted: Path, account: Account | None) -> Path:
    """`wanted`, or its like in the system's temporary folder when the user cannot go there."""
    wanted = wanted.resolve()
    if PLAIN_PATH.fullmatch(str(wanted)) and can_reach(wanted.parent, account):
        return wanted
    return elsewhere(wanted, account)


def elsewhere(wanted: Path, account: Account | None) -> Path:
    """A short path below the system's temporary folder, always the same for the same `wanted`."""
    key = hashlib.sha256(str(wanted).encode()).hexdigest()[:12]
    for base in map(Path, (tempfile.gettempdir(), "/var/tmp", "/tmp")):  # noqa: S108
        if (
            len(str(base)) > 40
            or not PLAIN_PATH.fullmatch(str(base))
            or not can_reach(base, account)
        ):
            continue
        folder = base / f"{FOLDER}{key}"
        folder.mkdir(exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            raise StartFailed(f"{folder} belongs to somebody else: remove it.")
        folder.chmod(0o711)
        return folder / wanted.name
    raise StartFailed(f"No temporary folder that a service can use in place of {wanted}.")


def own_folder(folder: Path, account: Account | None) -> Path:
    """Make `folder`, private to the user that runs the service; its parents stay as they are."""
    for parent in reversed(folder.parents):
        if not parent.exists():
            parent.mkdir(exist_ok=True)
            parent.chmod(0o755)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return folder


@contextmanager
def locked(path: Path, *, waiting: str = ""):
    """Hold `path` as a lock between processes; it is let go even when this one is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                say(waiting)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def processes(argument: str) -> list[int]:
    """Process ids whose command line has exactly this argument."""
    if not Path("/proc/self/cmdline").exists():
        ps = subprocess.run(
            ["ps", "-axo", "pid=,args="], check=True, capture_output=True, text=True
        )
        rows = (line.split() for line in ps.stdout.splitlines())
        return [int(row[0]) for row in rows if argument in row[1:]]
    return [
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit() and argument in _arguments(folder)
    ]


def end_processes(*arguments: str, seconds: float = 30) -> bool:
    """SIGTERM to all that have one of these arguments, later SIGKILL; whether there were any."""
    found = False
    for sent, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 10)):
        deadline = time.monotonic() + patience
        signalled: set[int] = set()
        while pids := {pid for argument in arguments for pid in processes(argument)}:
            found = True
            for pid in pids - signalled:
                # It may end between the look and the signal.
                with suppress(ProcessLookupError):
                    os.kill(pid, sent)
                signalled.add(pid)
            if time.monotonic() > deadline:
                break
            time.sleep(0.1)
    return found


def apt_install(*packages: str) -> None:
    """Install Debian packages; raises `CannotBeHad` where apt is missing, refused or fails."""
    wanted = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotBeHad(f"Install them with: sudo {wanted}")
    say(f"Installing {', '.join(packages)}…")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update -qq", wanted):
        done = subprocess.run(
            command.split(), env=environment, check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise CannotBeHad(f"`{command}` failed:\n{done.stderr[-2000:]}")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run_command(command) -> int:
    """Run what a command line asks; its exit code. What goes wrong is said in words."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return command() or 0
    except CannotBeHad as reason:
        sys.stderr.write(f"{reason}\n")
        return CANNOT_BE_HAD
    except (StartFailed, PermissionError) as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def tail(log: Path, lines: int = 30) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


def _entry(name):
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _system_path():
    return os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))


def _can_enter(status, account):
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _arguments(folder):
    try:
        return (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:  # it ended, or it is somebody else's and hidden
        return []
