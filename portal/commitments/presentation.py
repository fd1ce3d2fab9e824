"""What a line of the watch says, worked out before the template."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import DueKind
from contacts.models import ContactRequest


@dataclass(frozen=True)
class LateLine:
    asked: ContactRequest
    late: str
    level: str
    phone: str
    email: str


def late_line(asked: ContactRequest, today: date) -> LateLine:
    days = (today - asked.due_on).days
    levels = {
        DueKind.COLLEAGUE: _("A colleague was asked."),
        DueKind.LEAD: _("The lead of the organisation was asked."),
        DueKind.ANIMATOR: _("The whole organisation was asked: it is up to you."),
    }
    organisation = asked.organisation
    return LateLine(
        asked=asked,
        late=ngettext("%(count)d day late", "%(count)d days late", days) % {"count": days},
        level=levels.get(asked.level, _("The person in charge was written to.")),
        phone=asked.phone or (organisation.phone if organisation else ""),
        email=organisation.email if organisation else "",
    )
