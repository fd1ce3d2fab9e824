"""What a text message says: as much as fits in one, the link always."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts import sms
from contacts.enums import MessageKind, Outcome, RequestStatus
from contacts.models import ContactRequest
from contacts.wording import short_date

LONGEST_NAME = 40


def confirmation_text(request: ContactRequest, link: str) -> str:
    """One text message; who is named as fully as the room allows."""
    organisation = request.organisation_name[:LONGEST_NAME]
    names = [organisation, _("Somebody")]
    if request.professional_name:
        names = [f"{request.professional_name} ({organisation})", organisation]
        names.append(request.professional_name)
    date = short_date(request.due_on)
    return longest_that_fits(
        [
            *(
                _("Boussole: %(who)s contacts you by %(date)s. If not, or to cancel: %(link)s")
                % {"who": who, "date": date, "link": link}
                for who in names
            ),
            _("Boussole: reply by %(date)s: %(link)s") % {"date": date, "link": link},
            link,
        ]
    )


def relayed_text(request: ContactRequest, link: str) -> str:
    """Who sent it with them, as fully as the room allows, and how to cancel."""
    said = {
        "who": request.professional_name or request.organisation_name[:LONGEST_NAME],
        "date": short_date(request.due_on),
        "link": link,
    }
    relay = request.sent_by
    text = _("Boussole: sent with %(relay)s. %(who)s contacts you by %(date)s. Cancel: %(link)s")
    names = [relay.structure[:LONGEST_NAME], relay.first_name]
    return longest_that_fits(
        [
            *(text % {**said, "relay": name} for name in names),
            _("Boussole: sent with you. Reply by %(date)s. Cancel: %(link)s") % said,
            link,
        ]
    )


def decline_text(request: ContactRequest, link: str) -> str:
    who = request.organisation_name[:LONGEST_NAME]
    return longest_that_fits(
        [
            _("Boussole: %(who)s cannot take your request. Others can: %(link)s")
            % {"who": who, "link": link},
            _("Boussole: your request needs another offer: %(link)s") % {"link": link},
            link,
        ]
    )


def was_tried(request: ContactRequest) -> bool:
    return request.status == RequestStatus.UNREACHABLE or request.outcome == Outcome.NO_REPLY


def told_text(request: ContactRequest, link: str) -> str:
    who = request.organisation_name[:LONGEST_NAME]
    if was_tried(request):
        return longest_that_fits(
            [
                _("Boussole: %(who)s could not reach you. Check your number: %(link)s")
                % {"who": who, "link": link},
                _("Boussole: we cannot reach you. Check your number: %(link)s") % {"link": link},
                link,
            ]
        )
    return longest_that_fits(
        [
            _("Boussole: no call from %(who)s yet? We follow it up. Others can answer: %(link)s")
            % {"who": who, "link": link},
            _("Boussole: no call yet? We follow it up. Others can answer: %(link)s")
            % {"link": link},
            link,
        ]
    )


def expired_text(request: ContactRequest, link: str) -> str:
    return longest_that_fits(
        [
            _("Boussole: we are sorry, nobody has answered you. Others can: %(link)s")
            % {"link": link},
            link,
        ]
    )


def closed_text(request: ContactRequest, link: str) -> str:
    return longest_that_fits(
        [
            _("%(site)s has closed: nobody will call you about your request. Others can: %(link)s")
            % {"site": f"Boussole {request.territory.name[:LONGEST_NAME]}", "link": link},
            _("Boussole has closed in your area. Others can help you: %(link)s") % {"link": link},
            link,
        ]
    )


def link_text(request: ContactRequest, link: str) -> str:
    return longest_that_fits([_("Boussole: here is your request: %(link)s") % {"link": link}, link])


def redirected_text(request: ContactRequest, link: str) -> str:
    """To whom, until when, and that one may refuse."""
    who = request.organisation_name[:LONGEST_NAME]
    date = short_date(request.due_on)
    return longest_that_fits(
        [
            _("Boussole: %(who)s now contacts you by %(date)s. To refuse: %(link)s")
            % {"who": who, "date": date, "link": link},
            _("Boussole: reply by %(date)s: %(link)s") % {"date": date, "link": link},
            link,
        ]
    )


def passed_on_text(request: ContactRequest, link: str) -> str:
    """Who answers from now on; the date is the one that they know."""
    who = request.organisation_name[:LONGEST_NAME]
    date = short_date(request.due_on)
    return longest_that_fits(
        [
            _("Boussole: it is now %(who)s that contacts you, still by %(date)s. Follow: %(link)s")
            % {"who": who, "date": date, "link": link},
            _("Boussole: reply by %(date)s: %(link)s") % {"date": date, "link": link},
            link,
        ]
    )


def together_text(requests: Sequence[ContactRequest], link: str) -> str:
    count, date = len(requests), short_date(min(one.due_on for one in requests))
    return longest_that_fits(
        [
            ngettext(
                "Boussole: %(count)d request has left, answer by %(date)s. Follow or cancel:"
                " %(link)s",
                "Boussole: %(count)d requests have left, the first answer by %(date)s. Follow or"
                " cancel: %(link)s",
                count,
            )
            % {"count": count, "date": date, "link": link},
            _("Boussole: reply by %(date)s: %(link)s") % {"date": date, "link": link},
            link,
        ]
    )


def survey_text(request: ContactRequest, link: str) -> str:
    who = request.organisation_name[:LONGEST_NAME]
    return longest_that_fits(
        [
            _("Boussole: were you contacted by %(who)s? Two questions, one minute: %(link)s")
            % {"who": who, "link": link},
            _("Boussole: were you contacted? Two questions: %(link)s") % {"link": link},
            link,
        ]
    )


TEXTS = {
    MessageKind.CONFIRMATION: confirmation_text,
    MessageKind.RELAYED: relayed_text,
    MessageKind.DECLINE: decline_text,
    MessageKind.TOLD: told_text,
    MessageKind.EXPIRED: expired_text,
    MessageKind.LINK: link_text,
    MessageKind.CLOSED: closed_text,
    MessageKind.SURVEY: survey_text,
    MessageKind.REDIRECTED: redirected_text,
    MessageKind.PASSED_ON: passed_on_text,
}


def longest_that_fits(candidates: list[str]) -> str:
    texts = [sms.gsm(candidate) for candidate in candidates]
    return next((text for text in texts if sms.room(text) <= sms.ROOM), texts[-1])
