"""The promised day as an all-day event."""

from datetime import timedelta

from django.utils.translation import gettext as _

from contacts.models import ContactRequest
from portal.calendars import Event, calendar_text


def calendar_file(request: ContactRequest) -> str:
    title = _("%(organisation)s contacts you by tonight") % {
        "organisation": request.organisation_name
    }
    event = Event(
        uid=request.reference,
        stamp=request.sent_at,
        starts=request.due_on,
        ends=request.due_on + timedelta(days=1),
        title=title,
        text=f"{request.offer_title} ({request.reference})",
    )
    return calendar_text([event])
