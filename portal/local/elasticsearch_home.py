"""Java, and the Elasticsearch server itself, fetched once into the user's cache folder."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from portal.local.machine import (
    Account,
    CannotBeHad,
    apt_install,
    can_reach,
    locked,
    say,
    tail,
)

# It carries Elasticsearch 8.19.13. From 26.9 on it is 9.x, whose launcher differs.
SONARQUBE_VERSION = "26.6.0.123539"
OLDEST_JAVA = 17
JAVA_PACKAGE, MAVEN_PACKAGE = "openjdk-17-jre-headless", "maven"
# Where Debian keeps what root's services can fetch again; root's own cache is closed to them.
SYSTEM_CACHE = Path("/var/cache/boussole")
FETCH_SECONDS = 1800


def java_version(text: str) -> int | None:
    """The major version in what `java -version` prints (`17` for 17.0.15, `8` for 1.8.0_392)."""
    found = re.search(r'version "(?:1\.)?(\d+)', text)
    return int(found[1]) if found else None


def find_java(account: Account | None) -> str | None:
    """A Java of version 17 or more that this user can run."""
    homes = [os.environ.get("JAVA_HOME"), *sorted(map(str, Path("/usr/lib/jvm").glob("*")))]
    candidates = [shutil.which("java"), *(f"{home}/bin/java" for home in homes if home)]
    for java in candidates:
        if java and os.access(java, os.X_OK) and can_reach(Path(java).resolve().parent, account):
            told = subprocess.run([java, "-version"], check=False, capture_output=True, text=True)
            if (java_version(told.stderr) or 0) >= OLDEST_JAVA:
                return java
    return None


def cache_folder(account: Account | None) -> Path:
    """The user's cache folder, or the system's when the server's user cannot enter it."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "boussole"
    return base if can_reach(base, account) else SYSTEM_CACHE


def find_or_fetch(account: Account | None, *, install: bool) -> tuple[str, Path]:
    """`(java, home of Elasticsearch)`; raises `CannotBeHad` with the Debian packages missing."""
    folder = cache_folder(account)
    home = folder / f"elasticsearch-{SONARQUBE_VERSION}"
    missing = [] if find_java(account) else [JAVA_PACKAGE]
    if not home.exists() and not shutil.which("mvn"):
        missing.append(MAVEN_PACKAGE)
    if missing:
        lacking = f"Elasticsearch needs the Debian packages {' and '.join(missing)}."
        if not install:
            raise CannotBeHad(
                f"{lacking}\nInstall them with: "
                f"sudo apt-get install -y --no-install-recommends {' '.join(missing)}"
            )
        apt_install(*missing)
    java = find_java(account)
    if java is None:
        raise CannotBeHad(f"Elasticsearch needs Java {OLDEST_JAVA} or more.")
    if not home.exists():
        with locked(
            folder / f"{home.name}.lock", waiting="Another process is fetching Elasticsearch…"
        ):
            if not home.exists():
                _fetch(home)
    return java, home


def _fetch(home):
    """Under another name first: what bears the name is whole. The user's Maven repository is left
    alone, for the archive weighs 928 MB and is of no use once unpacked."""
    out, repository, log = (home.with_name(home.name + end) for end in (".new", ".maven", ".log"))
    shutil.rmtree(out, ignore_errors=True)
    home.parent.chmod(0o755)
    say("Fetching Elasticsearch with Maven (928 MB, once for this machine)…")
    command = [
        *("mvn", "-B", "-q", "-ntp", "-f", str(Path(__file__).with_name("elasticsearch.xml"))),
        *(f"-Dsonarqube.version={SONARQUBE_VERSION}", f"-Dout={out}"),
        *(f"-Dmaven.repo.local={repository}", "package"),
    ]
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, umask=0o022
        ) as maven,
    ):
        try:
            _follow(maven, repository)
        finally:
            maven.terminate()
    if maven.returncode:
        raise CannotBeHad(f"Maven could not fetch Elasticsearch:\n{tail(log)}")
    (unpacked,) = out.glob("sonarqube-*/elasticsearch")
    for name in ("logs", "plugins"):  # it asks for both, though they stay empty
        (unpacked / name).mkdir(exist_ok=True)
    unpacked.rename(home)
    for leftover in (out, repository):
        shutil.rmtree(leftover)
    log.unlink()


def _follow(maven, repository):
    begun = time.monotonic()
    while maven.poll() is None:
        if time.monotonic() - begun > FETCH_SECONDS:
            raise CannotBeHad(
                f"Maven did not fetch Elasticsearch in {FETCH_SECONDS // 60} minutes."
            )
        try:
            maven.wait(10)
        except subprocess.TimeoutExpired:
            size = sum(file.stat().st_size for file in repository.rglob("*.zip*"))
            say(f"  {size / 1e6:.0f} MB after {time.monotonic() - begun:.0f} s")
