"""Files of events that any calendar reads (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

LINE_BYTES = 75


@dataclass(frozen=True)
class Event:
    """From `starts` to `ends`: two moments, or two days of which the second is the day after."""

    uid: str
    stamp: datetime
    starts: datetime | date
    ends: datetime | date
    title: str
    text: str = ""
    where: str = ""


def calendar_text(events: Iterable[Event]) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Boussole//FR"]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}@boussole",
            f"DTSTAMP:{_moment(event.stamp)}",
            f"DTSTART{_when(event.starts)}",
            f"DTEND{_when(event.ends)}",
            f"SUMMARY:{_escaped(event.title)}",
            *([f"DESCRIPTION:{_escaped(event.text)}"] if event.text else []),
            *([f"LOCATION:{_escaped(event.where)}"] if event.where else []),
            "END:VEVENT",
        ]
    return "\r\n".join(map(_folded, [*lines, "END:VCALENDAR", ""]))


def _when(at: datetime | date) -> str:
    return f":{_moment(at)}" if isinstance(at, datetime) else f";VALUE=DATE:{at:%Y%m%d}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text):
    for letter in "\\;,":
        text = text.replace(letter, f"\\{letter}")
    return " ".join(text.split())


def _folded(line):
    """Lines of 75 bytes at most; a line that goes on starts with a space."""
    folded, length = [], 0
    for letter in line:
        size = len(letter.encode())
        if length + size > LINE_BYTES:
            folded.append("\r\n ")
            length = 1
        folded.append(letter)
        length += size
    return "".join(folded)
