"""What must stay true whatever is restored, as a file outside of the database: erasures, and
contacts that want no messages, known by their keyed fingerprint alone. One line of JSON each.

A line is added when it is committed, and each night those that were missed. Lines are only ever
added: a database that was restored knows fewer than the file. Of a contact, the last word counts.
"""

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from contacts.models import BlockedContact, Erasure

BLOCKED, UNBLOCKED = "blocked", "unblocked"
FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Wish:
    """A contact wants no messages from a moment on (`blocked`), or wants them again."""

    fingerprint: str
    blocked: bool
    at: datetime

    @property
    def forgotten(self) -> bool:
        """Whether this database does otherwise."""
        found = BlockedContact.objects.filter(fingerprint=self.fingerprint)
        if self.blocked:
            return not found.exists()
        return found.filter(blocked_at__lte=self.at).exists()


@dataclass(frozen=True)
class Listed:
    """What a file tells, nothing saved; `unreadable` are the numbers of the lines that are none."""

    erasures: Sequence[Erasure] = ()
    wishes: Sequence[Wish] = ()
    unreadable: Sequence[int] = ()

    @property
    def last_wishes(self) -> dict[str, Wish]:
        """{fingerprint: its last word}, whatever the order of the lines."""
        return {one.fingerprint: one for one in sorted(self.wishes, key=lambda one: one.at)}


def note_outside(one: Erasure | Wish) -> None:
    """At once, so that what came after the last nightly copy is known too."""
    if settings.CONTACT_ERASURES_FILE:
        _add(Path(settings.CONTACT_ERASURES_FILE), [one])


def add_missing(path: Path) -> int:
    """Add to the file all that it does not tell yet; returns how many lines."""
    listed = read_list(path) if path.exists() else Listed()
    known, last = {_key(one) for one in listed.erasures}, listed.last_wishes
    erasures = [one for one in Erasure.objects.iterator() if _key(one) not in known]
    blocked = [
        Wish(one.fingerprint, True, one.blocked_at)
        for one in BlockedContact.objects.order_by("pk").iterator()
        if one.fingerprint not in last or last[one.fingerprint].at < one.blocked_at
    ]
    missing = [*erasures, *blocked]
    if missing or not path.exists():
        _add(path, missing)
    return len(missing)


def read_list(path: Path) -> Listed:
    erasures, wishes, unreadable = [], [], []
    for number, line in enumerate(path.read_text(errors="replace").split("\n"), start=1):
        try:
            if not line.strip():
                continue
            given = json.loads(line)
            if "contact" in given:
                wishes.append(_read_wish(given))
            else:
                erasures.append(_read_erasure(given))
        except (ValueError, KeyError, TypeError, ValidationError):
            unreadable.append(number)
    return Listed(erasures, wishes, unreadable)


def _add(path: Path, told: Iterable[Erasure | Wish]) -> None:
    """In one write at the end of the file: two processes do not mix their lines."""
    lines = "".join(f"{json.dumps(_line(one))}\n" for one in told)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if _was_cut(file):
            lines = f"\n{lines}"
        os.write(file, lines.encode())
        os.fsync(file)
    finally:
        os.close(file)


def _was_cut(file: int) -> bool:
    """Whether its last line has no end: the machine stopped while it was written."""
    size = os.fstat(file).st_size
    return bool(size) and os.pread(file, 1, size - 1) != b"\n"


def _line(one: Erasure | Wish) -> dict:
    if isinstance(one, Wish):
        kind = BLOCKED if one.blocked else UNBLOCKED
        return {"contact": one.fingerprint, "kind": kind, "at": one.at.isoformat()}
    return {
        "request": one.request_number,
        "reference": one.reference,
        "kind": one.kind,
        "erased_at": one.erased_at.isoformat(),
    }


def _read_erasure(given: dict) -> Erasure:
    erasure = Erasure(
        request_number=int(given["request"]),
        reference=given["reference"],
        kind=given["kind"],
        erased_at=_moment(given["erased_at"]),
    )
    erasure.clean_fields()
    return erasure


def _read_wish(given: dict) -> Wish:
    if given["kind"] not in (BLOCKED, UNBLOCKED) or not FINGERPRINT.fullmatch(given["contact"]):
        raise ValueError("no wish of a contact")
    return Wish(given["contact"], given["kind"] == BLOCKED, _moment(given["at"]))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without its offset")
    return moment


def _key(erasure: Erasure) -> tuple[int, str]:
    return erasure.request_number, erasure.reference
