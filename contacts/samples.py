"""One example of each message, made by the functions that make the real ones.

For the editors' gallery and the snapshots of the tests. A kind that is not in `SAMPLES` fails a
test: add a line that calls its function for a request that does not exist.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from contacts import messages
from contacts.deadlines import due_on
from contacts.details import read_contact
from contacts.enums import DeclineReason, MessageKind
from contacts.links import undelivered_url
from contacts.models import ContactRequest, Message
from tenants.models import Territory

TOKEN = "x" * 22
DELAY, COMMUNE = 3, "51454"
TO_PROFESSIONAL = "samira@example.invalid"
EMAIL, MOBILE = read_contact("lea@example.invalid"), read_contact("06 39 98 12 34")
NUMBER_OF_PROFESSIONAL = "+33639982718"

Sample = Callable[[ContactRequest, datetime], "Message | None"]

# By kind: what makes each of its examples. Those to young people are made in every language.
TO_PROFESSIONALS: dict[str, list[Sample]] = {
    MessageKind.ALERT: [
        lambda request, now: messages.alert(
            request, address=TO_PROFESSIONAL, first_name="Samira", token=TOKEN, now=now
        ),
        lambda request, now: messages.alert_by_text(
            request, number=NUMBER_OF_PROFESSIONAL, token=TOKEN, now=now
        ),
    ],
    MessageKind.WITHDRAWAL: [
        lambda request, now: messages.withdrawal(request, address=TO_PROFESSIONAL, now=now)
    ],
    MessageKind.UNREACHED: [
        lambda request, now: messages.unreached(
            request, address=TO_PROFESSIONAL, link=undelivered_url(request.territory), now=now
        )
    ],
    MessageKind.WRONG_CONTACT: [
        lambda request, now: messages.wrong_contact(
            request, address=TO_PROFESSIONAL, token=TOKEN, now=now
        )
    ],
}


def _both_ways(function: Callable[..., Message | None], **fields: str) -> list[Sample]:
    """By e-mail and by text, for a request with these fields."""

    def sample(contact):
        def make(request, now):
            for name, value in fields.items():
                setattr(request, name, value)
            return function(request, contact=contact, token=TOKEN, now=now)

        return make

    return [sample(contact) for contact in (EMAIL, MOBILE)]


TO_YOUNG_PEOPLE: dict[str, list[Sample]] = {
    MessageKind.CONFIRMATION: _both_ways(messages.confirmation),
    MessageKind.DECLINE: _both_ways(messages.decline, decline_reason=DeclineReason.FULL),
}
SAMPLES = TO_YOUNG_PEOPLE | TO_PROFESSIONALS


def sample_messages(*, territory: Territory, now: datetime) -> list[Message]:
    """Each kind, in each of its languages; nothing is saved."""
    made = []
    for kind in SAMPLES:
        languages = [settings.LANGUAGE_CODE]
        if kind in TO_YOUNG_PEOPLE:
            languages = [code for code, _name in settings.LANGUAGES]
        for language in languages:
            for make in SAMPLES[kind]:
                message = make(sample_request(territory, language, now), now)
                message.language_name = dict(settings.LANGUAGES)[language]
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
        sent_at=now,
        due_on=due_on(sent=now, delay_days=DELAY, commune=COMMUNE, time_zone=territory.time_zone),
    )
