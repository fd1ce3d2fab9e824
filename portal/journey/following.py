"""Where a request stands, for the young person: what the page says and what one may do."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.enums import WAITING_STATUSES, Actor, DueKind, RequestStatus
from contacts.models import ContactRequest
from contacts.wording import long_date

# What the page says once something is done, by what was pressed.
DONE = {
    "withdraw": gettext_lazy("Your request is cancelled. The team knows it."),
    "not_contacted": gettext_lazy(
        "Thank you for telling us. Somebody else is asked to call you, right now."
    ),
    "survey": gettext_lazy("Thank you: your answer is noted."),
    "contact": gettext_lazy("Your contact is corrected. The team knows it."),
    "availability": gettext_lazy("It is noted. The team knows it."),
}


@dataclass(frozen=True)
class Standing:
    """`heading` is where it stands, in one sentence; `may_pass_on` whether other offers are
    shown beside it, `goes_on` whether it goes to another team by itself."""

    heading: str
    passed_on_by: str
    may_say_not_contacted: bool
    may_pass_on: bool
    goes_on: bool


def standing(asked: ContactRequest, today: date) -> Standing:
    waits = asked.status in WAITING_STATUSES
    goes_on = bool(asked.pool) and asked.due_steps.filter(kind=DueKind.PASS_ON).exists()
    return Standing(
        heading=_heading(asked, today, goes_on=goes_on),
        passed_on_by=_passed_on_by(asked),
        may_say_not_contacted=asked.may_say_not_contacted(today),
        may_pass_on=not goes_on
        and (
            (waits and asked.due_on <= today)
            or asked.status
            in (RequestStatus.DECLINED, RequestStatus.EXPIRED, RequestStatus.WITHDRAWN)
        ),
        goes_on=goes_on,
    )


def _passed_on_by(asked: ContactRequest) -> str:
    """The organisation whose professional redirected it here, as long as one may refuse."""
    if asked.parent is None or asked.status not in WAITING_STATUSES:
        return ""
    first = asked.events.order_by("pk").first()
    return asked.parent.organisation_name if first.actor == Actor.PROFESSIONAL else ""


def _ended_by_itself(asked: ContactRequest) -> bool:
    """With its territory, see contacts.services.end_requests_of."""
    steps = asked.events.filter(to_status=RequestStatus.WITHDRAWN)
    return steps.order_by("-pk").values_list("actor", flat=True).first() == Actor.SYSTEM


def _heading(asked: ContactRequest, today: date, *, goes_on: bool) -> str:
    names = {
        "organisation": asked.organisation_name,
        "who": asked.professional_name or asked.organisation_name,
        "day": long_date(asked.due_on),
    }
    if asked.status in WAITING_STATUSES:
        if asked.due_on < today:
            return _("%(organisation)s was to contact you by %(day)s") % names
        return _("%(organisation)s contacts you by %(day)s") % names
    if asked.status == RequestStatus.WITHDRAWN and _ended_by_itself(asked):
        return _("Boussole %(territory)s has closed: nobody will call you from here") % {
            "territory": asked.territory.name
        }
    if asked.status == RequestStatus.DECLINED and goes_on:
        return _("%(organisation)s cannot help: we ask somebody else") % names
    sentences = {
        RequestStatus.CONTACTED: _("%(who)s says you have been in touch"),
        RequestStatus.DECLINED: _("%(organisation)s cannot help this time"),
        RequestStatus.EXPIRED: _("Nobody at %(organisation)s has answered. We are sorry"),
        RequestStatus.REDIRECTED: _("Your request was passed on"),
        RequestStatus.WITHDRAWN: _("You cancelled this request"),
    }
    return sentences.get(RequestStatus(asked.status), _("This request is over")) % names
