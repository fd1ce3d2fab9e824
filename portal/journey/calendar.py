"""The promised day as an all-day event (RFC 5545), for any calendar."""

from datetime import timedelta

from django.utils.translation import gettext as _

from contacts.models import ContactRequest


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
        f"DTSTAMP:{request.sent_at:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{request.due_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{request.due_on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(request.offer_title)} ({request.reference})",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)


def _escaped(text):
    for letter in "\\;,":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", " ")
