"""What is written to both sides: rendered with the request, in the same transaction.

An e-mail has nothing personal in its subject. The professional's says nothing of the young person
at all: a mailbox is read by colleagues and kept for years; the link shows the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts.colours import letter_colours
from contacts.details import Contact, mask
from contacts.enums import (
    Channel,
    ContactKind,
    DeclineReason,
    MessageKind,
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
from contacts.texts import TEXTS, longest_that_fits, together_text, was_tried
from contacts.wording import long_date, short_date
from tenants.models import Territory


@dataclass(frozen=True)
class Addressee:
    """Who is written to; `address` is of an e-mail or, in E.164, of a telephone."""

    address: str
    first_name: str = ""
    language: str = settings.LANGUAGE_CODE


def site_name(territory: Territory) -> str:
    """ "Boussole Grand Reims": who writes."""
    return "Boussole" if territory.is_national else f"Boussole {territory.name}"


def to_professional(
    request: ContactRequest, kind: str, *, to: Addressee, token: str, now: datetime
) -> Message:
    """A request waits, behind a link that changes nothing when opened: an alert, a nudge, the last
    day, or a promise that somebody else has missed."""
    link = professional_url(request, token, to.language)
    context = {"link": link, "first_name": to.first_name}
    return _email_to_professional(request, kind, to, context, now)


def digest(
    requests: Sequence[tuple[ContactRequest, str]], *, to: Addressee, now: datetime
) -> Message:
    """Several requests of one territory in one letter: (request, token of its link) for each."""
    first = min((request for request, _token in requests), key=lambda one: one.due_on)
    with override(to.language):
        lines = [
            {
                "reference": request.reference,
                "title": request.offer_title,
                "date": long_date(request.due_on),
                "link": professional_url(request, token, to.language),
            }
            for request, token in sorted(requests, key=lambda pair: pair[0].due_on)
        ]
    context = {"lines": lines, "count": len(lines), "first_name": to.first_name}
    return _email_to_professional(first, MessageKind.DIGEST, to, context, now)


def to_animator(request: ContactRequest, *, to: Addressee, now: datetime) -> Message:
    """Nobody of the organisation has answered; nothing of the young person is in it."""
    context = {"link": commitments_url(request)}
    return _email_to_professional(request, MessageKind.ANIMATOR, to, context, now)


def withdrawal(request: ContactRequest, *, to: Addressee, now: datetime) -> Message:
    """To the professional: there is nothing to do any more."""
    return _email_to_professional(request, MessageKind.WITHDRAWAL, to, {}, now)


def to_young_person(
    request: ContactRequest, kind: str, *, contact: Contact, now: datetime
) -> Message | None:
    """By the way they chose, with the link of their follow-up page; None for a landline, and for
    who wants no messages."""
    if BlockedContact.objects.of(contact).exists():
        return None
    link = follow_url(request, request.follow_token)
    if contact.kind == ContactKind.EMAIL:
        context = {
            "full": request.decline_reason == DeclineReason.FULL,
            "tried": was_tried(request),
        }
        return _email_to_young_person(request, kind, contact, link, context, now)
    with override(request.language):
        body = TEXTS[MessageKind(kind)](request, link)
    return _text(request, kind, contact, body, now)


def together(
    requests: Sequence[ContactRequest], *, contact: Contact, now: datetime
) -> Message | None:
    """To the young person, of all that left with one form: the link opens the first of these
    requests, whose page leads to the others."""
    if BlockedContact.objects.of(contact).exists():
        return None
    first = requests[0]
    link = follow_url(first, first.follow_token)
    if contact.kind == ContactKind.EMAIL:
        with override(first.language):
            lines = [(one, long_date(one.due_on)) for one in requests]
        context = {"lines": lines, "count": len(lines)}
        return _email_to_young_person(first, MessageKind.TOGETHER, contact, link, context, now)
    with override(first.language):
        body = together_text(requests, link)
    return _text(first, MessageKind.TOGETHER, contact, body, now)


def _email_to_young_person(
    request: ContactRequest, kind: str, contact: Contact, link: str, context: dict, now: datetime
) -> Message:
    return _email(
        request,
        kind=kind,
        side=Side.YOUNG_PERSON,
        address=contact.value,
        language=request.language,
        context={
            "link": link,
            "stop": stop_url(request, contact),
            "masked": mask(contact),
            **context,
        },
        now=now,
    )


def _email_to_professional(
    request: ContactRequest, kind: str, to: Addressee, context: dict, now: datetime
) -> Message:
    return _email(
        request,
        kind=kind,
        side=Side.PROFESSIONAL,
        address=to.address,
        language=to.language,
        context=context,
        now=now,
    )


def _email(
    request: ContactRequest,
    *,
    kind: str,
    side: str,
    address: str,
    language: str,
    context: dict,
    now: datetime,
) -> Message:
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
    request: ContactRequest, kind: str, contact: Contact, body: str, now: datetime
) -> Message | None:
    if not contact.takes_sms:
        return None
    to = Addressee(contact.value, language=request.language)
    return _sms(request, kind=kind, side=Side.YOUNG_PERSON, to=to, body=body, now=now)


def _sms(
    request: ContactRequest, *, kind: str, side: str, to: Addressee, body: str, now: datetime
) -> Message:
    return Message(
        request=request,
        territory=request.territory,
        side=side,
        channel=Channel.SMS,
        kind=kind,
        language=to.language,
        sealed_recipient=seal(to.address),
        sealed_body=seal(body),
        created_at=now,
        next_attempt_at=now,
    )


def alert_by_text(request: ContactRequest, *, to: Addressee, token: str, now: datetime) -> Message:
    """To the professional whose mailbox refused the alert, or who has none."""
    link = professional_url(request, token, to.language)
    with override(to.language):
        date = short_date(request.due_on)
        sentences = [
            _("Boussole: somebody waits for your call. We promised it by %(date)s: %(link)s"),
            _("Boussole: a request waits, by %(date)s: %(link)s"),
            "%(link)s",
        ]
        body = longest_that_fits([one % {"date": date, "link": link} for one in sentences])
    side = Side.PROFESSIONAL
    return _sms(request, kind=MessageKind.ALERT, side=side, to=to, body=body, now=now)


def unreached(request: ContactRequest, *, to: Addressee, now: datetime) -> Message:
    """To an animator: a request waits, and no message reaches the organisation."""
    context = {"link": undelivered_url(request)}
    return _email_to_professional(request, MessageKind.UNREACHED, to, context, now)


def wrong_contact(request: ContactRequest, *, to: Addressee, token: str, now: datetime) -> Message:
    """To the professional: what we wrote to the young person came back. No contact in it."""
    context = {"link": professional_url(request, token, to.language)}
    return _email_to_professional(request, MessageKind.WRONG_CONTACT, to, context, now)
