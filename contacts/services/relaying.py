"""A relay sends with a young person who is beside them, and agrees."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contacts import agreement as text
from contacts.details import Contact
from contacts.enums import EventKind
from contacts.limits import TooManyRequests
from contacts.models import Relay, RequestEvent
from contacts.services.sending import SentRequest
from tenants.models import Territory

# A busy counter; its network address is that of many, so it is not what counts.
PER_RELAY, PERIOD = 40, timedelta(days=1)
LISTED_FOR = timedelta(days=30)

Sent = TypeVar("Sent", SentRequest, list[SentRequest])


@transaction.atomic
def send_with_relay(
    send: Callable[..., Sent],
    *,
    relay: Relay,
    agreement: str,
    contact: Contact,
    now: datetime,
    **asked: object,
) -> Sent:
    """As `send` (send_request, or one that calls it for several or for the first available), with
    `agreement` the version of the text that was read and agreed to. The link goes to the young
    person alone.

    Raises ValidationError besides for who is no relay any more, without the agreement, or for a
    contact that no link can be sent to; TooManyRequests beyond the limit of this relay.
    """
    relay = Relay.objects.select_for_update().get(pk=relay.pk)
    if not relay.active:
        raise ValidationError(_("You are not a relay of this territory any more."))
    if agreement != text.VERSION:
        raise ValidationError(_("Ask the person, then tick the box: nothing leaves without them."))
    if contact.value.lower() == relay.email.lower():
        raise ValidationError(_("Write the contact of the young person, not yours."))
    if not contact.takes_messages:
        raise ValidationError(
            _("Write a mobile number or an e-mail: their link to follow and cancel is sent there.")
        )
    sent = send(contact=contact, now=now, relay=relay, agreement=agreement, **asked)
    _check_limit(relay, now)
    return sent


@transaction.atomic
def invite_relay(
    *, territory: Territory, structure: str, first_name: str, email: str, last_name: str = ""
) -> Relay:
    """Somebody who was a relay here before is one again. Raises ValidationError for who is one."""
    known = Relay.objects.select_for_update().filter(territory=territory, email__iexact=email)
    relay = known.first() or Relay(territory=territory)
    if relay.pk and relay.active:
        raise ValidationError(_("Somebody with this address is a relay here already."))
    relay.structure, relay.email, relay.active = structure, email, True
    relay.first_name, relay.last_name = first_name, last_name
    relay.full_clean()
    relay.save()
    return relay


@transaction.atomic
def close_relay(*, relay: Relay) -> None:
    """They enter no more, at once; what they sent goes on."""
    Relay.objects.filter(pk=relay.pk).update(active=False)


@transaction.atomic
def note_entry(*, relay: Relay, now: datetime) -> None:
    Relay.objects.filter(pk=relay.pk).update(entered_at=now)


def sent_by(relay: Relay, now: datetime) -> QuerySet:
    """The events of what they sent within the month, with the requests, the latest first."""
    recent = RequestEvent.objects.filter(relay=relay, at__gt=now - LISTED_FOR)
    return recent.filter(kind=EventKind.SENT).select_related("request").order_by("-at", "-pk")


def _check_limit(relay: Relay, now: datetime) -> None:
    """Once it is written: what is over the limit is taken back with the transaction."""
    recent = RequestEvent.objects.filter(relay=relay, at__gt=now - PERIOD)
    if recent.count() > PER_RELAY:
        raise TooManyRequests(
            _("You have sent many requests today. Go on tomorrow."), int(PERIOD.total_seconds())
        )
