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
        context={
            "link": link,
            "stop": stop_url(request, contact),
            "masked": mask(contact),
            **context,
        },
        now=now,
    )


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
    request: ContactRequest, kind: str, contact: Contact, body: str, now: datetime
) -> Message | None:
    if not contact.takes_sms:
        return None
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
        body = longest_that_fits([one % {"date": date, "link": link} for one in sentences])
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
