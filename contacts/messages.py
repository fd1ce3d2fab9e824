"""What is written to both sides: rendered with the request, in the same transaction.

An e-mail has nothing personal in its subject. The professional's says nothing of the young person
at all: a mailbox is read by colleagues and kept for years; the link shows the rest.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts import sms
from contacts.colours import letter_colours
from contacts.details import Contact, mask
from contacts.enums import (
    Channel,
    ContactKind,
    DeclineReason,
    MessageKind,
    Outcome,
    RequestStatus,
    Side,
)
from contacts.links import (
    commitments_url,
    follow_url,
    professional_url,
    stop_url,
    undelivered_url,
)
from contacts.models import BlockedContact, ContactRequest, Message
from contacts.sealed import seal
from contacts.wording import long_date, short_date
from tenants.models import Territory

LONGEST_NAME = 40


def site_name(territory: Territory) -> str:
    """ "Boussole Grand Reims": who writes."""
    return "Boussole" if territory.is_national else f"Boussole {territory.name}"


def to_professional(
    request: ContactRequest, kind: str, *, address: str, first_name: str, token: str, now: datetime
) -> Message:
    """A request waits, behind a link that changes nothing when opened: an alert, a nudge, the last
    day, or a promise that somebody else has missed."""
    return _email(
        request,
        kind=kind,
        side=Side.PROFESSIONAL,
        address=address,
        context={"link": professional_url(request, token), "first_name": first_name},
        now=now,
    )


def digest(
    requests: Sequence[tuple[ContactRequest, str]], *, address: str, first_name: str, now: datetime
) -> Message:
    """Several requests of one territory in one letter: (request, token of its link) for each."""
    first = min((request for request, _token in requests), key=lambda one: one.due_on)
    with override(settings.LANGUAGE_CODE):
        lines = [
            {
                "reference": request.reference,
                "title": request.offer_title,
                "date": long_date(request.due_on),
                "link": professional_url(request, token),
            }
            for request, token in sorted(requests, key=lambda pair: pair[0].due_on)
        ]
    return _email(
        first,
        kind=MessageKind.DIGEST,
        side=Side.PROFESSIONAL,
        address=address,
        context={"lines": lines, "count": len(lines), "first_name": first_name},
        now=now,
    )


def to_animator(request: ContactRequest, *, address: str, now: datetime) -> Message:
    """Nobody of the organisation has answered; nothing of the young person is in it."""
    return _email(
        request,
        kind=MessageKind.ANIMATOR,
        side=Side.PROFESSIONAL,
        address=address,
        context={"link": commitments_url(request)},
        now=now,
    )


def withdrawal(request: ContactRequest, *, address: str, now: datetime) -> Message:
    """To the professional: there is nothing to do any more."""
    return _email(
        request,
        kind=MessageKind.WITHDRAWAL,
        side=Side.PROFESSIONAL,
        address=address,
        context={},
        now=now,
    )


def to_young_person(
    request: ContactRequest, kind: str, *, contact: Contact, now: datetime
) -> Message | None:
    """By the way they chose, with the link of their follow-up page; None for a landline, and for
    who wants no messages."""
    if BlockedContact.objects.of(contact).exists():
        return None
    link = follow_url(request, request.follow_token)
    if contact.kind == ContactKind.EMAIL:
        return _email(
            request,
            kind=kind,
            side=Side.YOUNG_PERSON,
            address=contact.value,
            context={
                "link": link,
                "stop": stop_url(request, contact),
                "masked": mask(contact),
                "full": request.decline_reason == DeclineReason.FULL,
                "tried": _was_tried(request),
            },
            now=now,
        )
    return _text(request, kind, contact, link, now)


def _email(
    request: ContactRequest, *, kind: str, side: str, address: str, context: dict, now: datetime
) -> Message:
    language = request.language if side == Side.YOUNG_PERSON else settings.LANGUAGE_CODE
    with override(language):
        context = {
            "request": request,
            "territory": request.territory,
            "site_name": site_name(request.territory),
            "date": long_date(request.due_on),
            "language": language,
            "colours": letter_colours(request.territory),
            **context,
        }
        subject = render_to_string(f"contacts/messages/{kind}.subject.txt", context)
        body = render_to_string(f"contacts/messages/{kind}.txt", context).strip()
        html = render_to_string("contacts/messages/frame.html", {**context, "body": body})
    return Message(
        request=request,
        territory=request.territory,
        side=side,
        channel=Channel.EMAIL,
        kind=kind,
        language=language,
        sealed_recipient=seal(address),
        sealed_subject=seal(" ".join(subject.splitlines()).strip()),
        sealed_body=seal(body),
        sealed_html=seal(html),
        created_at=now,
        next_attempt_at=now,
    )


def _text(
    request: ContactRequest, kind: str, contact: Contact, link: str, now: datetime
) -> Message | None:
    if not contact.takes_sms:
        return None
    with override(request.language):
        body = TEXTS[MessageKind(kind)](request, link)
    return Message(
        request=request,
        territory=request.territory,
        side=Side.YOUNG_PERSON,
        channel=Channel.SMS,
        kind=kind,
        language=request.language,
        sealed_recipient=seal(contact.value),
        sealed_body=seal(body),
        created_at=now,
        next_attempt_at=now,
    )


def confirmation_text(request: ContactRequest, link: str) -> str:
    """One text message; who is named as fully as the room allows."""
    organisation = request.organisation_name[:LONGEST_NAME]
    names = [organisation, _("Somebody")]
    if request.professional_name:
        names = [f"{request.professional_name} ({organisation})", organisation]
        names.append(request.professional_name)
    date = short_date(request.due_on)
    return _longest_that_fits(
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
    return _longest_that_fits(
        [
            *(text % {**said, "relay": name} for name in names),
            _("Boussole: sent with you. Reply by %(date)s. Cancel: %(link)s") % said,
            link,
        ]
    )


def decline_text(request: ContactRequest, link: str) -> str:
    who = request.organisation_name[:LONGEST_NAME]
    return _longest_that_fits(
        [
            _("Boussole: %(who)s cannot take your request. Others can: %(link)s")
            % {"who": who, "link": link},
            _("Boussole: your request needs another offer: %(link)s") % {"link": link},
            link,
        ]
    )


def _was_tried(request: ContactRequest) -> bool:
    return request.status == RequestStatus.UNREACHABLE or request.outcome == Outcome.NO_REPLY


def told_text(request: ContactRequest, link: str) -> str:
    who = request.organisation_name[:LONGEST_NAME]
    if _was_tried(request):
        return _longest_that_fits(
            [
                _("Boussole: %(who)s could not reach you. Check your number: %(link)s")
                % {"who": who, "link": link},
                _("Boussole: we cannot reach you. Check your number: %(link)s") % {"link": link},
                link,
            ]
        )
    return _longest_that_fits(
        [
            _("Boussole: no call from %(who)s yet? We follow it up. Others can answer: %(link)s")
            % {"who": who, "link": link},
            _("Boussole: no call yet? We follow it up. Others can answer: %(link)s")
            % {"link": link},
            link,
        ]
    )


def expired_text(request: ContactRequest, link: str) -> str:
    return _longest_that_fits(
        [
            _("Boussole: we are sorry, nobody has answered you. Others can: %(link)s")
            % {"link": link},
            link,
        ]
    )


def link_text(request: ContactRequest, link: str) -> str:
    return _longest_that_fits(
        [_("Boussole: here is your request: %(link)s") % {"link": link}, link]
    )


def redirected_text(request: ContactRequest, link: str) -> str:
    """To whom, until when, and that one may refuse."""
    who = request.organisation_name[:LONGEST_NAME]
    date = short_date(request.due_on)
    return _longest_that_fits(
        [
            _("Boussole: %(who)s now contacts you by %(date)s. To refuse: %(link)s")
            % {"who": who, "date": date, "link": link},
            _("Boussole: reply by %(date)s: %(link)s") % {"date": date, "link": link},
            link,
        ]
    )


def survey_text(request: ContactRequest, link: str) -> str:
    who = request.organisation_name[:LONGEST_NAME]
    return _longest_that_fits(
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
    MessageKind.SURVEY: survey_text,
    MessageKind.REDIRECTED: redirected_text,
}


def _longest_that_fits(candidates: list[str]) -> str:
    texts = [sms.gsm(candidate) for candidate in candidates]
    return next((text for text in texts if sms.room(text) <= sms.ROOM), texts[-1])


def alert_by_text(request: ContactRequest, *, number: str, token: str, now: datetime) -> Message:
    """To the professional whose mailbox refused the alert, or who has none."""
    link = professional_url(request, token)
    with override(settings.LANGUAGE_CODE):
        date = short_date(request.due_on)
        sentences = [
            _("Boussole: somebody waits for your call. We promised it by %(date)s: %(link)s"),
            _("Boussole: a request waits, by %(date)s: %(link)s"),
            "%(link)s",
        ]
        body = _longest_that_fits([one % {"date": date, "link": link} for one in sentences])
    return Message(
        request=request,
        territory=request.territory,
        side=Side.PROFESSIONAL,
        channel=Channel.SMS,
        kind=MessageKind.ALERT,
        language=settings.LANGUAGE_CODE,
        sealed_recipient=seal(number),
        sealed_body=seal(body),
        created_at=now,
        next_attempt_at=now,
    )


def unreached(request: ContactRequest, *, address: str, now: datetime) -> Message:
    """To an animator: a request waits, and no message reaches the organisation."""
    return _email(
        request,
        kind=MessageKind.UNREACHED,
        side=Side.PROFESSIONAL,
        address=address,
        context={"link": undelivered_url(request)},
        now=now,
    )


def wrong_contact(request: ContactRequest, *, address: str, token: str, now: datetime) -> Message:
    """To the professional: what we wrote to the young person came back. No contact in it."""
    return _email(
        request,
        kind=MessageKind.WRONG_CONTACT,
        side=Side.PROFESSIONAL,
        address=address,
        context={"link": professional_url(request, token)},
        now=now,
    )
