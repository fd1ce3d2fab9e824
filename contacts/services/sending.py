"""A request leaves: stored with its first event and both messages, or not at all."""

import json
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from contacts import messages
from contacts.blocking import check_not_blocked
from contacts.details import Contact, mask
from contacts.enums import Actor, EventKind, MessageKind, RequestStatus
from contacts.expecting import expected
from contacts.limits import check_limits, network_of
from contacts.models import ContactRequest, Doer, Organisation, Professional, Relay
from contacts.promises import Expected
from contacts.references import new_reference
from contacts.sealed import fingerprint, fingerprints, seal, token_hash
from contacts.services.alerting import TOKEN_BYTES, alert
from contacts.services.planning import record
from contacts.services.queue import post
from contacts.wording import answers_in_words, long_date
from search.models import CatalogueOffer
from tenants.geography.suggest import Place
from tenants.models import Territory
from tenants.status import open_until_commit
from themes.matching import Answers
from themes.models import Theme

SAME_FORM = timedelta(minutes=10)
MESSAGE_LENGTH = 1000
REFERENCE_TRIES = 10
# Not asked by the young person there and then: nothing to limit.
PASSED_ON = {
    MessageKind.REDIRECTED: Actor.PROFESSIONAL,
    MessageKind.PASSED_ON: Actor.SYSTEM,
}


@dataclass(frozen=True)
class SentRequest:
    """`token` opens the follow-up page; `created` is False when this was a second submit."""

    request: ContactRequest
    token: str
    created: bool


class PromiseMoved(ValidationError):
    """Midnight has passed, or the week has filled, since the page was shown."""

    def __init__(self, answer: Expected):
        sentence = _(
            "The date has changed since you opened this page: an answer by %(day)s now. Send it"
            " again if that suits you."
        )
        super().__init__(sentence % {"day": long_date(answer.due_on)}, code="moved")


@transaction.atomic
def send_request(
    *,
    offer: CatalogueOffer,
    place: Place,
    contact: Contact,
    answers: Answers,
    message: str,
    language: str,
    now: datetime,
    idempotency_key: str = "",
    address: str = "",
    parent: ContactRequest | None = None,
    shown_due_on: date | None = None,
    by: Doer | None = None,
    line: str = "",
    told: MessageKind | None = MessageKind.CONFIRMATION,
    notice_version: str = "",
    pool: Sequence[CatalogueOffer] = (),
    sent_together: UUID | None = None,
    relay: Relay | None = None,
    agreement: str = "",
) -> SentRequest:
    """Store what a young person asks and queue both messages; nothing is promised before.

    A second submit answers the first and creates nothing: the same key (a form's nonce, an API
    client's Idempotency-Key) for the same offer and contact, or the same offer and contact within
    ten minutes from the same network address. `answers` are those to share with the organisation;
    `parent` is the request that becomes this one, `shown_due_on` the date that was on the page,
    `notice_version` the text under the form; `by`, `line` and `told` come from the professional who
    redirects: who, what they write to who takes over, and what the young person is sent (None:
    nothing yet). `pool` are the equivalent offers that it may go to by itself, the one on the page
    first (see services.pooling); told PASSED_ON, it keeps its parent's date and link.
    `sent_together` is the form, when there were several requests on it; `relay` and
    `agreement` come from who sends with them (see services.relaying).
    Raises ValidationError with sentences, PromiseMoved when the date is later than the one shown,
    TooManyRequests beyond the limits.
    """
    _one_at_a_time(contact)
    asked = list(pool) or [offer]
    already = _already_sent(asked, contact, now, idempotency_key, address)
    if already:
        return SentRequest(already, already.follow_token, created=False)
    check_not_blocked(contact)
    message = clean_message(message)
    territory = _following_territory(offer, place)
    if not open_until_commit(territory):
        raise ValidationError(_("This offer is no longer available. Choose another one."))
    answer = _expected(offer, place, now)
    if shown_due_on and answer.due_on > shown_due_on:
        raise PromiseMoved(answer)
    organisation, alerted = _who_answers(offer, answer.starts_on)
    # Who is promised: the person of the offer, or who stands in for them.
    named = alerted if offer.professional_id else None
    if told not in PASSED_ON:
        check_limits(contact=contact, address=address, now=now, offer=offer)

    token, due_on = secrets.token_urlsafe(TOKEN_BYTES), answer.due_on
    pool_keys = [one.key for one in pool]
    if parent and told == MessageKind.PASSED_ON:
        token, due_on, pool_keys = _hand_on_link(parent), parent.due_on, parent.pool
    request = _store(
        ContactRequest(
            territory=territory,
            parent=parent,
            pool=pool_keys,
            sent_together=sent_together,
            offer=offer,
            organisation=organisation,
            professional=named,
            holder=alerted,
            offer_key=offer.key,
            offer_title=offer.card["title"],
            theme=offer.theme,
            organisation_name=organisation.name,
            professional_name=named.first_name if named else "",
            phone=(named.phone if named else "") or offer.card.get("phone", ""),
            delay_days=offer.delay_days,
            starts_on=answer.starts_on,
            due_on=due_on,
            commune=place.code,
            commune_name=place.name,
            language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
            sent_at=now,
            contact_kind=contact.kind,
            sealed_contact=seal(contact.value),
            sealed_mask=seal(mask(contact)),
            sealed_message=seal(message),
            sealed_line=seal(line),
            sealed_answers=seal(_write_answers(offer.theme, territory, answers)),
            sealed_token=seal(token),
            follow_hash=token_hash(token),
            contact_fingerprint=fingerprint("contact", contact.value.lower()),
            address_fingerprint=address and fingerprint("address", network_of(address)),
            notice_version=notice_version,
            idempotency_fingerprint=_idempotency(idempotency_key, asked[0], contact)[0] or None,
        )
    )
    request.sent_by = relay
    actor = Actor.RELAY if relay else PASSED_ON.get(told, Actor.YOUNG_PERSON)
    sent = {"to_status": RequestStatus.NEW, "detail": agreement}
    record(request, EventKind.SENT, actor, now, by=by or relay, **sent)
    alert(request, MessageKind.ALERT, professional=alerted, now=now)
    if told:
        kind = MessageKind.RELAYED if relay else told
        post(messages.to_young_person(request, kind, contact=contact, now=now))
    if offer.weekly_capacity is not None:
        transaction.on_commit(partial(_measure_room, offer.pk), robust=True)
    return SentRequest(request, token, created=True)


def clean_message(message: str) -> str:
    """Without control characters. Raises ValidationError under "message" when it is too long."""
    text = unicodedata.normalize("NFC", message or "").replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(
        one for one in text if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs"}
    ).strip()
    if len(text) > MESSAGE_LENGTH:
        raise ValidationError(
            {
                "message": _("Your message has %(length)d characters: keep it under %(limit)d.")
                % {"length": len(text), "limit": MESSAGE_LENGTH}
            }
        )
    return text


def _one_at_a_time(contact: Contact) -> None:
    """Two submits of one contact wait for each other until the end of the transaction."""
    number = int(fingerprint("contact", contact.value.lower())[:15], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _already_sent(
    offers: Sequence[CatalogueOffer],
    contact: Contact,
    now: datetime,
    idempotency_key: str,
    address: str,
) -> ContactRequest | None:
    requests = ContactRequest.objects.select_related("territory", "organisation", "professional")
    if idempotency_key:
        keys = _idempotency(idempotency_key, offers[0], contact)
        if same := requests.filter(idempotency_fingerprint__in=keys).first():
            return same
    # From elsewhere it may be somebody else who knows the number: they get no link to it.
    whence = fingerprints("address", network_of(address)) if address else [""]
    return (
        requests.open()
        .with_contact(contact)
        .filter(offer__in=offers, sent_at__gt=now - SAME_FORM, address_fingerprint__in=whence)
        .first()
    )


def _hand_on_link(parent: ContactRequest) -> str:
    """The token of a request that becomes another, and opens that one from now on."""
    token = parent.follow_token
    parent.sealed_token, parent.follow_hash = "", None
    parent.save(update_fields=["sealed_token", "follow_hash"])
    return token


def _idempotency(key: str, offer: CatalogueOffer, contact: Contact) -> list[str]:
    """Fingerprints of a key: with the offer and the contact, so that a key as poor as "1" never
    shows somebody else's request."""
    return fingerprints("idempotency", f"{key}|{offer.key}|{contact.value}") if key else [""]


def _expected(offer: CatalogueOffer, place: Place, now: datetime) -> Expected:
    answer = expected(offer.card, place=place, now=now, fresh=True)
    if answer is None:
        raise ValidationError(
            _("This team is full for the weeks to come. Choose another offer."), code="full"
        )
    return answer


def _who_answers(offer: CatalogueOffer, day: date) -> tuple[Organisation, Professional | None]:
    """The organisation, and who is alerted there: nobody in particular if it is its own address.

    Raises ValidationError when the offer is over, paused, or nobody can be written to.
    """
    organisation = Organisation.objects.filter(pk=offer.organisation_id).first()
    usable = CatalogueOffer.objects.live().usable_on(day).filter(pk=offer.pk)
    if organisation is None or not usable.exists():
        raise ValidationError(_("This offer is no longer available. Choose another one."))
    alerted = Professional.objects.first_in_line(organisation.pk, offer.professional_id, day)
    if alerted is None and not organisation.email:
        raise ValidationError(
            _("Nobody can answer for this offer at the moment. Choose another one.")
        )
    return organisation, alerted


def _measure_room(offer_id: int) -> None:
    from contacts.tasks import measure_room_of  # the tasks import the services

    measure_room_of(offer_id)


def _following_territory(offer: CatalogueOffer, place: Place) -> Territory:
    """A national offer is followed where the young person is."""
    territory = Territory.objects.with_host().get(pk=offer.territory_id)
    if not territory.is_national:
        return territory
    return Territory.objects.holding(place).with_host().first() or territory


def _write_answers(theme: str, territory: Territory, answers: Answers) -> str:
    if not answers:
        return ""
    given = {
        key: value if isinstance(value, int) else sorted(value) for key, value in answers.items()
    }
    found = Theme.objects.asked_in(territory).filter(key=theme).first()
    known = found and found.known_questions(settings.LANGUAGE_CODE)
    words = answers_in_words(known, answers) if known else []
    return json.dumps({"given": given, "words": words})


def _store(request: ContactRequest) -> ContactRequest:
    """Under a reference that nobody has; drawn again when two are the same."""
    for _attempt in range(REFERENCE_TRIES):
        request.reference = new_reference()
        if ContactRequest.objects.filter(reference=request.reference).exists():
            continue
        try:
            with transaction.atomic():
                request.full_clean(validate_unique=False)
                request.save(force_insert=True)
        except IntegrityError as error:
            if "reference" not in str(error):
                raise
            continue
        return request
    raise RuntimeError("No free reference was found: the alphabet is too small by now.")
