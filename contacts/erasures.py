"""The list of erasures as a file outside of the database: one line of JSON each, nothing personal.

A line is added when the erasure is committed, and each night those that were missed. Lines are only
ever added: a database that was restored knows fewer erasures than the file.
"""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from contacts.models import Erasure


def note_outside(erasure: Erasure) -> None:
    """At once, so that what was erased since the last nightly copy is known too."""
    if settings.CONTACT_ERASURES_FILE:
        _add(Path(settings.CONTACT_ERASURES_FILE), [erasure])


def add_missing(path: Path) -> int:
    """Add to the file all that it does not tell yet; returns how many lines."""
    known = {_key(one) for one in read_erasures(path)[0]} if path.exists() else set()
    missing = [one for one in Erasure.objects.iterator() if _key(one) not in known]
    if missing or not path.exists():
        _add(path, missing)
    return len(missing)


def read_erasures(path: Path) -> tuple[list[Erasure], list[int]]:
    """Those of a file, not saved, and the numbers of the lines that are none."""
    found, unreadable = [], []
    for number, line in enumerate(path.read_text(errors="replace").split("\n"), start=1):
        try:
            if line.strip():
                found.append(_read(line))
        except (ValueError, KeyError, TypeError, ValidationError):
            unreadable.append(number)
    return found, unreadable


def _add(path: Path, erasures: Iterable[Erasure]) -> None:
    """In one write at the end of the file: two processes do not mix their lines."""
    lines = "".join(f"{json.dumps(_line(one))}\n" for one in erasures)
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


def _line(erasure: Erasure) -> dict:
    return {
        "request": erasure.request_number,
        "reference": erasure.reference,
        "kind": erasure.kind,
        "erased_at": erasure.erased_at.isoformat(),
    }


def _read(line: str) -> Erasure:
    given = json.loads(line)
    erased_at = datetime.fromisoformat(given["erased_at"])
    if erased_at.tzinfo is None:
        raise ValueError("a moment without its offset")
    erasure = Erasure(
        request_number=int(given["request"]),
        reference=given["reference"],
        kind=given["kind"],
        erased_at=erased_at,
    )
    erasure.clean_fields()
    return erasure


def _key(erasure: Erasure) -> tuple[int, str]:
    return erasure.request_number, erasure.reference
