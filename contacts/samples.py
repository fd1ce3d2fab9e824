"""One example of each message, made by the functions that make the real ones.

For the editors' gallery and the snapshots of the tests. A kind that is not in `SAMPLES` fails a
test: add a line that calls its function for a request that does not exist.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from contacts import messages
from contacts.deadlines import due_on
from contacts.details import Contact, read_contact
from contacts.enums import DeclineReason, MessageKind
from contacts.messages import Addressee
from contacts.models import ContactRequest, Message, Relay
from contacts.sealed import seal
from tenants.models import Territory

TOKEN = "x" * 22
DELAY, COMMUNE = 3, "51454"
EMAIL, MOBILE = read_contact("lea@example.invalid"), read_contact("06 39 98 12 34")
SAMIRA = Addressee("samira@example.invalid", "Samira")
HER_NUMBER = "+33639982718"

Sample = Callable[[ContactRequest, datetime], "Message | None"]


def _reading(request: ContactRequest, **changes: str) -> Addressee:
    """A professional who reads the language of this example."""
    return replace(SAMIRA, language=request.language, **changes)


def _alert(kind: str) -> Sample:
    return lambda request, now: messages.to_professional(
        request, kind, to=_reading(request), token=TOKEN, now=now
    )


def _digest(request: ContactRequest, now: datetime) -> Message:
    waiting = [(request, TOKEN)] * 4
    return messages.digest(waiting, to=_reading(request), now=now)


def _plain(function: Callable[..., Message]) -> Sample:
    return lambda request, now: function(request, to=_reading(request), now=now)


def _to_young_person(kind: str, **fields: object) -> list[Sample]:
    """By e-mail and by text, for a request with these fields."""

    def sample(contact):
        def make(request, now):
            for name, value in fields.items():
                setattr(request, name, value)
            return messages.to_young_person(request, kind, contact=contact, now=now)

        return make

    return [sample(contact) for contact in (EMAIL, MOBILE)]


def _together(contact: Contact) -> Sample:
    def make(request: ContactRequest, now: datetime) -> "Message | None":
        request.sent_by = None
        return messages.together([request] * 3, contact=contact, now=now)

    return make


# By kind: what makes each of its examples, in the language of the request.
SAMPLES: dict[str, list[Sample]] = {
    MessageKind.CONFIRMATION: _to_young_person(MessageKind.CONFIRMATION),
    MessageKind.RELAYED: _to_young_person(
        MessageKind.RELAYED, sent_by=Relay(first_name="Nadia", structure="France Services Fismes")
    ),
    MessageKind.TOLD: _to_young_person(MessageKind.TOLD),
    MessageKind.EXPIRED: _to_young_person(MessageKind.EXPIRED),
    MessageKind.DECLINE: _to_young_person(MessageKind.DECLINE, decline_reason=DeclineReason.FULL),
    MessageKind.CLOSED: _to_young_person(MessageKind.CLOSED),
    MessageKind.LINK: _to_young_person(MessageKind.LINK),
    MessageKind.SURVEY: _to_young_person(MessageKind.SURVEY),
    MessageKind.REDIRECTED: _to_young_person(
        MessageKind.REDIRECTED, parent=ContactRequest(organisation_name="Info Jeunes")
    ),
    MessageKind.PASSED_ON: _to_young_person(
        MessageKind.PASSED_ON, parent=ContactRequest(organisation_name="Info Jeunes")
    ),
    MessageKind.TOGETHER: [_together(contact) for contact in (EMAIL, MOBILE)],
    # To professionals.
    MessageKind.ALERT: [
        _alert(MessageKind.ALERT),
        lambda request, now: messages.alert_by_text(
            request, to=_reading(request, address=HER_NUMBER), token=TOKEN, now=now
        ),
    ],
    MessageKind.NUDGE: [_alert(MessageKind.NUDGE)],
    MessageKind.LAST_DAY: [_alert(MessageKind.LAST_DAY)],
    MessageKind.DIGEST: [_digest],
    MessageKind.ESCALATION: [_alert(MessageKind.ESCALATION)],
    MessageKind.CHANGED: [_alert(MessageKind.CHANGED)],
    MessageKind.WITHDRAWAL: [_plain(messages.withdrawal)],
    MessageKind.WRONG_CONTACT: [
        lambda request, now: messages.wrong_contact(
            request, to=_reading(request), token=TOKEN, now=now
        )
    ],
    MessageKind.ANIMATOR: [_plain(messages.to_animator)],
    MessageKind.UNREACHED: [_plain(messages.unreached)],
}


def sample_messages(*, territory: Territory, now: datetime) -> list[Message]:
    """Each kind, in each of its languages; nothing is saved."""
    made = []
    for examples in SAMPLES.values():
        for language, name in settings.LANGUAGES:
            for make in examples:
                message = make(sample_request(territory, language, now), now)
                message.language_name = name
                made.append(message)
    return made


def sample_request(territory: Territory, language: str, now: datetime) -> ContactRequest:
    return ContactRequest(
        reference="R7K-4M2",
        territory=territory,
        offer_title="Une chambre chez l’habitant",
        organisation_name="Toits partagés",
        professional_name="Samira",
        phone="01 99 00 27 18",
        delay_days=DELAY,
        language=language,
        sealed_token=seal(TOKEN),
        sent_at=now,
        due_on=due_on(sent=now, delay_days=DELAY, commune=COMMUNE, time_zone=territory.time_zone),
    )
