"""Who of the organisation has a request in hand, and what colleagues tell each other about it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.enums import WAITING_STATUSES, Actor, EventKind, MessageKind
from contacts.models import ContactRequest, Doer, InboxKey, Professional, RequestNote
from contacts.sealed import seal
from contacts.services.alerting import alert
from contacts.services.planning import record
from contacts.services.sending import clean_message
from contacts.services.steps import locked


@transaction.atomic
def take(*, request: ContactRequest, by: Professional, now: datetime) -> ContactRequest:
    """They have it in hand from now on. Raises ValidationError when there is nothing left to do,
    or when it is not their organisation's."""
    request = locked(request)
    if request.holder_id == by.pk:
        return request
    _can_be_held(request, by)
    _put_in_hands(request, by)
    record(request, EventKind.TAKEN, Actor.PROFESSIONAL, now, by=by)
    return request


@transaction.atomic
def hand_over(
    *, request: ContactRequest, to: Professional, by: Doer, now: datetime, told: bool = True
) -> ContactRequest:
    """A colleague has it in hand from now on, and is written to as long as somebody waits; unless
    `told` is False, for one who took it in the software of their organisation.

    Raises ValidationError when there is nothing left to do, or when they cannot be written to.
    """
    if to == by:
        return take(request=request, by=by, now=now)
    request = locked(request)
    if request.holder_id == to.pk:
        return request
    _can_be_held(request, to)
    if not to.is_reachable:
        raise ValidationError(_("This colleague has no e-mail address: choose another one."))
    _put_in_hands(request, to)
    record(request, EventKind.HANDED_OVER, Actor.PROFESSIONAL, now, by=by, detail=str(to.pk))
    if told and request.status in WAITING_STATUSES:
        alert(request, MessageKind.ALERT, professional=to, now=now)
    return request


@transaction.atomic
def give_back(
    *, request: ContactRequest, to: Professional | None, by: Professional, now: datetime
) -> ContactRequest:
    """To whom it was taken from: the other half of `take`, so nobody is written to.

    Raises ValidationError when somebody else has taken it since.
    """
    request = locked(request)
    if request.holder_id != by.pk:
        raise ValidationError(_("Somebody else has it in hand by now."))
    _put_in_hands(request, to if to and to.active else None)
    record(request, EventKind.HANDED_OVER, Actor.PROFESSIONAL, now, by=by)
    return request


@transaction.atomic
def write_note(*, request: ContactRequest, text: str, by: Doer, now: datetime) -> RequestNote:
    """Raises ValidationError when it is empty, too long, or the request was erased."""
    request = locked(request)
    try:
        text = clean_message(text)
    except ValidationError:
        raise ValidationError(_("This note is too long: keep it under 1000 characters.")) from None
    if not text:
        raise ValidationError(_("Write a few words for your colleagues."))
    if request.erased_at or request.organisation_id != by.organisation_id:
        raise ValidationError(_("This request is over: there is nothing left to write about it."))
    signed = {"key" if isinstance(by, InboxKey) else "author": by}
    note = RequestNote(request=request, sealed_text=seal(text), at=now, **signed)
    note.full_clean()
    note.save()
    record(request, EventKind.NOTED, Actor.PROFESSIONAL, now, by=by)
    return note


def _can_be_held(request: ContactRequest, person: Professional) -> None:
    if not request.is_open or request.erased_at:
        raise ValidationError(_("This request is over: there is nothing left to do."))
    if not person.active or person.organisation_id != request.organisation_id:
        raise ValidationError(_("Choose a colleague of the same organisation."))


def _put_in_hands(request: ContactRequest, person: Professional | None) -> None:
    request.holder = person
    request.full_clean()
    request.save(update_fields=["holder"])
