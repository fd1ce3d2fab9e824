"""The promised day as an all-day event (RFC 5545), for any calendar."""

from datetime import UTC, timedelta

from django.utils.translation import gettext as _

from contacts.models import ContactRequest

LINE_BYTES = 75


def calendar_file(request: ContactRequest) -> str:
    title = _("%(organisation)s contacts you by tonight") % {
        "organisation": request.organisation_name
    }
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Boussole//FR",
        "BEGIN:VEVENT",
        f"UID:{request.reference}@boussole",
        f"DTSTAMP:{request.sent_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{request.due_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{request.due_on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(request.offer_title)} ({request.reference})",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(map(_folded, lines))


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
