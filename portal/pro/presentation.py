"""What a professional's page says of a request, worked out before the template."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import (
    WAITING_STATUSES,
    Actor,
    DeclineReason,
    DueKind,
    EventKind,
    Means,
    Outcome,
    RequestStatus,
)
from contacts.models import ContactRequest, RequestEvent

SOON = 2


@dataclass(frozen=True)
class Urgency:
    """`tone` is a class of the tag: late, soon, ok or none."""

    words: str
    tone: str


@dataclass(frozen=True)
class Happening:
    words: str
    at: datetime


def urgency(request: ContactRequest, now: datetime) -> Urgency:
    if request.status not in WAITING_STATUSES:
        tone = "ok" if request.status in (RequestStatus.CONTACTED, RequestStatus.CLOSED) else ""
        return Urgency(request.get_status_display(), tone)
    days = (request.due_on - request.local_day(now)).days
    if days < 0:
        late = ngettext("%(count)d day late", "%(count)d days late", -days) % {"count": -days}
        return Urgency(late, "late")
    if days == 0:
        return Urgency(_("Today is the last day"), "soon")
    left = ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}
    return Urgency(left, "soon" if days <= SOON else "")


def age_of(request: ContactRequest) -> int | None:
    age = request.answers.get("age")
    return age if isinstance(age, int) else None


def happenings(request: ContactRequest, events: list[RequestEvent]) -> list[Happening]:
    """The steps in words, the oldest first."""
    zone = ZoneInfo(request.territory.time_zone)
    return [Happening(_in_words(event), event.at.astimezone(zone)) for event in events]


def _in_words(event: RequestEvent) -> str:
    if event.key is None:
        return _what_happened(event)
    by = _("By your software “%(name)s”.") % {"name": event.key}
    return f"{_what_happened(event)} {by}"


def _what_happened(event: RequestEvent) -> str:
    if event.kind == EventKind.STEP:
        return _step_in_words(event)
    return {
        EventKind.SENT: _arrival(event),
        EventKind.REVEALED: _("The contact was shown."),
        EventKind.CORRECTED: _("The last step was corrected."),
        EventKind.MESSAGE_FAILED: _("A message could not be delivered."),
        EventKind.NOT_CONTACTED: _("The person says that nobody called."),
        EventKind.SURVEYED: _("The person told us how it went."),
        EventKind.CONTACT_CHANGED: _("The person corrected their contact."),
        EventKind.AVAILABILITY: _("The person said when they can answer."),
        EventKind.REMINDED: _("The animator of the territory had your team written to again."),
        EventKind.TAKEN: _("A colleague took it in hand."),
        EventKind.HANDED_OVER: _("It was handed over within your team."),
        EventKind.RETURNED: _("It came back to the organisation: the person in charge has left."),
        EventKind.NOTED: _("A note was left for the team."),
        EventKind.EXPORTED: _("It was in a list that somebody exported, without its contact."),
        EventKind.DUE_STEP: DueKind(event.detail).label if event.detail in DueKind else "",
    }.get(event.kind, event.get_kind_display())


def _arrival(event: RequestEvent) -> str:
    if event.relay is None:
        return _("The request arrived.")
    by = {"name": event.relay, "structure": event.relay.structure}
    return _("The request arrived: %(name)s (%(structure)s) sent it with the person.") % by


def _step_in_words(event: RequestEvent) -> str:
    if event.to_status == RequestStatus.DECLINED:
        return _("Declined: %(reason)s.") % {"reason": DeclineReason(event.detail).label}
    if event.to_status == RequestStatus.CLOSED:
        return _("Closed: %(outcome)s.") % {"outcome": Outcome(event.detail).label}
    if event.actor == Actor.YOUNG_PERSON:
        return _("The person withdrew the request.")
    if event.to_status == RequestStatus.CONTACTED and event.detail in Means:
        return _("Contact was made: %(means)s.") % {"means": Means(event.detail).label.lower()}
    return {
        RequestStatus.CONTACTED: _("Contact was made."),
        RequestStatus.UNREACHABLE: _("No answer, to be tried again."),
    }.get(event.to_status, event.get_to_status_display())
