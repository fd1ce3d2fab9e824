"""Several offers asked with one form: all the requests leave, or none does."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts import messages
from contacts.blocking import check_not_blocked
from contacts.details import Contact
from contacts.enums import MessageKind
from contacts.services.queue import post
from contacts.services.sending import SentRequest, send_request
from search.models import CatalogueOffer
from themes.matching import Answers

MOST_TOGETHER = 5


@transaction.atomic
def send_together(
    *,
    offers: Sequence[CatalogueOffer],
    contact: Contact,
    now: datetime,
    answers: Mapping[str, Answers],
    shown_due_on: Mapping[str, date],
    **asked: object,
) -> list[SentRequest]:
    """One request for each of these offers, and one message that tells of all of them.

    `answers` are those to share, by theme; `shown_due_on` the dates that were on the page, by the
    key of the offer; `asked` as in send_request. Raises ValidationError, with the sentences under
    the key of the offer that is refused, and TooManyRequests.
    """
    check_not_blocked(contact)
    check_together(offers)
    if len(offers) == 1:
        told, form = MessageKind.CONFIRMATION, None
    else:
        told, form = None, uuid4()
    sent = [
        _send(
            offer,
            contact=contact,
            now=now,
            answers=answers.get(offer.theme, {}),
            shown_due_on=shown_due_on.get(offer.key),
            told=told,
            sent_together=form,
            **asked,
        )
        for offer in offers
    ]
    created = [one.request for one in sent if one.created]
    if form and created:
        post(messages.together(created, contact=contact, now=now))
    return sent


def check_together(offers: Sequence[CatalogueOffer]) -> None:
    """Raises ValidationError for none, too many, or the same one twice."""
    if not offers:
        raise ValidationError(_("Choose one offer at least."))
    if len(offers) > MOST_TOGETHER:
        raise ValidationError(
            ngettext(
                "Choose %(count)d offer at most.", "Choose %(count)d offers at most.", MOST_TOGETHER
            )
            % {"count": MOST_TOGETHER}
        )
    if len({one.key for one in offers}) < len(offers):
        raise ValidationError(_("The same offer is there twice."))


def _send(offer: CatalogueOffer, **asked: object) -> SentRequest:
    try:
        return send_request(offer=offer, **asked)
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            raise
        raise ValidationError({offer.key: error.error_list}) from error
