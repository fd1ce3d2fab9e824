"""A message did not arrive: who else is told, so that the request does not wait for nobody."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, Value, When

from contacts import messages
from contacts.details import read_contact
from contacts.enums import (
    WAITING_STATUSES,
    Actor,
    Channel,
    EventKind,
    MessageKind,
    MessageState,
    Side,
)
from contacts.models import (
    ContactRequest,
    Message,
    Professional,
    ProfessionalLink,
    RequestEvent,
)
from contacts.services.alerting import address_of, addressee_of, animators_of, open_link
from contacts.services.queue import post

logger = logging.getLogger(__name__)

# They ask the professional for nothing, or are the last resort themselves.
NOT_REPLACED = frozenset({MessageKind.WITHDRAWAL, MessageKind.ANIMATOR, MessageKind.UNREACHED})


@dataclass(frozen=True)
class Person:
    """A professional and the ways to write to them; `mobile` in E.164."""

    pk: int
    email: str = ""
    mobile: str = ""

    @property
    def addresses(self) -> dict[str, str]:
        ways = {Channel.EMAIL: self.email, Channel.SMS: self.mobile}
        return {channel: address for channel, address in ways.items() if address}


@dataclass(frozen=True)
class Way:
    person: int
    channel: str
    address: str


class Then(Enum):
    NOTHING = "somebody knows already"
    ANIMATORS = "nobody of the organisation can be reached"


def what_next(
    *, failed: str, team: Sequence[Person], refused: frozenset[str], told: frozenset[str]
) -> Way | Then:
    """Who is told when a message to the address `failed` did not arrive.

    The same person by another way, else a colleague, in the order of `team`. `refused` and `told`
    are addresses that this request has tried: without and with success. An address that refused
    once is not written to again, so this comes to an end.
    """
    if told - refused:
        return Then.NOTHING
    for person in sorted(team, key=lambda one: failed not in one.addresses.values()):
        for channel, address in person.addresses.items():
            if address not in refused:
                return Way(person.pk, channel, address)
    return Then.ANIMATORS


def pass_on_next(*, now: datetime) -> bool:
    """Pass on the oldest message that did not arrive; whether there was one."""
    message = Message.objects.to_pass_on().first()
    if message is None:
        return False
    try:
        pass_on(message=message, now=now)
    except Exception as error:  # it must not hold the others; it stays on the animators' screen
        logger.error("Message %s was not passed on: %s", message.key, type(error).__name__)
        Message.objects.filter(pk=message.pk).update(passed_on_at=now)
    return True


@transaction.atomic
def pass_on(*, message: Message, now: datetime) -> None:
    """Tell somebody else of what this message was about, once.

    The requests are locked before the message, as their steps do: a worker and a professional never
    wait for each other.
    """
    requests = list(_about(message).select_for_update(of=("self",)).order_by("pk"))
    locked = Message.objects.to_pass_on().filter(pk=message.pk).select_for_update().first()
    if locked is None:
        return
    locked.passed_on_at = now
    locked.save(update_fields=["passed_on_at"])
    for request in requests:
        RequestEvent.objects.create(
            request=request,
            kind=EventKind.MESSAGE_FAILED,
            actor=Actor.SYSTEM,
            detail=locked.kind,
            at=now,
        )
        if request.erased_at or not locked.sealed_recipient:
            continue
        for replacement in _replacements(locked, request, now):
            replacement.instead_of = locked
            post(replacement)


def _about(message: Message) -> QuerySet:
    """Its request; a letter about several made a link to each at the moment it was written."""
    requests = ContactRequest.objects.select_related("territory", "organisation", "holder")
    if message.kind != MessageKind.DIGEST:
        return requests.filter(pk=message.request_id)
    same = ProfessionalLink.objects.filter(
        organisation=message.request.organisation_id,
        request__territory=message.territory_id,
        created_at=message.created_at,
    )
    return requests.filter(Q(pk=message.request_id) | Q(pk__in=same.values("request")))


def _replacements(message: Message, request: ContactRequest, now: datetime) -> Iterator[Message]:
    if message.side == Side.YOUNG_PERSON:
        if request.is_open:
            yield from _tell_who_answers(request, now)
        return
    if message.kind in NOT_REPLACED or request.status not in WAITING_STATUSES:
        return
    tried = _tried(request)
    refused = tried["refused"] | {message.recipient}
    step = what_next(
        failed=message.recipient, team=_team(request, now), refused=refused, told=tried["told"]
    )
    match step:
        case Way() as way:
            yield _alert(request, way, now)
        case Then.ANIMATORS:
            yield from _tell_animators(request, now)


def _team(request: ContactRequest, now: datetime) -> list[Person]:
    """Who is there today: the colleague who stands in for the holder first, then a lead."""
    there = (
        Professional.objects.reachable()
        .present(request.local_day(now))
        .filter(organisation=request.organisation_id)
        .in_turn(
            When(pk__in=Professional.objects.backup_of(request.holder_id), then=Value(0)),
            When(is_lead=True, then=Value(1)),
        )
    )
    return [Person(one.pk, one.email, _mobile(one.phone)) for one in there]


def _mobile(phone: str) -> str:
    try:
        contact = read_contact(phone)
    except ValidationError:
        return ""
    return contact.value if contact.takes_sms else ""


def _tried(request: ContactRequest) -> dict[str, frozenset[str]]:
    """Addresses of the organisation, by what became of the messages to them."""
    sent = request.messages.filter(side=Side.PROFESSIONAL).exclude(kind__in=NOT_REPLACED)
    known = {
        "refused": sent.filter(state=MessageState.FAILED),
        "told": sent.filter(state__in=[MessageState.WAITING, MessageState.SENT]),
    }
    return {name: frozenset(one.recipient for one in found) for name, found in known.items()}


def _alert(request: ContactRequest, way: Way, now: datetime) -> Message:
    professional = Professional.objects.get(pk=way.person)
    if request.holder_id != professional.pk:
        request.holder = professional
        request.save(update_fields=["holder"])
    token = open_link(request, professional=professional, now=now)
    to = replace(addressee_of(request, professional), address=way.address)
    if way.channel == Channel.SMS:
        return messages.alert_by_text(request, to=to, token=token, now=now)
    return messages.to_professional(request, MessageKind.ALERT, to=to, token=token, now=now)


def _tell_who_answers(request: ContactRequest, now: datetime) -> Iterator[Message]:
    """The young person's contact seems wrong: said once, to who holds the request."""
    if request.messages.filter(kind=MessageKind.WRONG_CONTACT).exists():
        return
    holder = request.reachable_holder
    if address_of(request, holder):
        to = addressee_of(request, holder)
        token = open_link(request, professional=holder, now=now)
        yield messages.wrong_contact(request, to=to, token=token, now=now)


def _tell_animators(request: ContactRequest, now: datetime) -> Iterator[Message]:
    if request.messages.filter(kind=MessageKind.UNREACHED).exists():
        return
    for to in animators_of(request.territory):
        yield messages.unreached(request, to=to, now=now)
