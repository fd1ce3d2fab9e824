"""A request to the first available of equivalent offers: it leaves to whoever answers soonest, and
goes to the next by itself, with the date first promised and the link first given."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.enums import Actor, DueKind, EventKind, MessageKind, RequestStatus
from contacts.models import ContactRequest
from contacts.pool import are_equivalent, takers
from contacts.services.passing_on import send_on
from contacts.services.planning import record
from contacts.services.sending import PromiseMoved, SentRequest, send_request
from contacts.services.steps import call_off, step, tell
from search.models import CatalogueOffer
from tenants.geography.suggest import Place, find


@transaction.atomic
def send_to_first_available(
    *,
    offers: Sequence[CatalogueOffer],
    place: Place,
    now: datetime,
    shown_due_on: date | None = None,
    **asked: object,
) -> SentRequest:
    """`offers` are equivalent, the one that was chosen first; `asked` as in send_request.

    Raises ValidationError when they are not, or when none of them can answer, PromiseMoved when the
    soonest answer is later than the date that was shown.
    """
    first = offers[0]
    if any(not are_equivalent(first, one, place) for one in offers[1:]):
        raise ValidationError(_("These offers are not equivalent: send each its own request."))
    refusal = ValidationError(
        _("None of these teams can answer at the moment. Choose another offer.")
    )
    for taker in takers(offers, place, now, fresh=True):
        try:
            return send_request(
                offer=taker.offer,
                place=place,
                now=now,
                shown_due_on=shown_due_on,
                pool=offers,
                **asked,
            )
        except PromiseMoved:
            raise
        except ValidationError as error:
            refusal = error
    raise refusal


def pass_on_in_pool(*, request: ContactRequest, now: datetime) -> None:
    """A locked request that is due to go on goes to the next of its pool with room before the date,
    if there is one. A decline that nobody else takes up is told."""
    sent = _send_to_next(request, now)
    record(request, EventKind.DUE_STEP, Actor.SYSTEM, now, detail=DueKind.PASS_ON)
    if sent and request.can_become(RequestStatus.REDIRECTED):
        step(request, RequestStatus.REDIRECTED, Actor.SYSTEM, now)
        call_off(request, now)
    elif not sent and request.status == RequestStatus.DECLINED:
        tell(request, MessageKind.DECLINE, now)


def _send_to_next(request: ContactRequest, now: datetime) -> SentRequest | None:
    place = find(request.commune)
    if place is None:
        return None
    had = {one.organisation_id for one in request.ancestry()}
    left = request.pool_left()
    rows = CatalogueOffer.objects.in_bulk(left, field_name="key")
    offers = [rows[key] for key in left if key in rows and rows[key].organisation_id not in had]
    for taker in takers(offers, place, now, fresh=True):
        if taker.answer.starts_on > request.due_on:
            continue
        try:
            sent = send_on(request, taker.offer, now, told=MessageKind.PASSED_ON)
        except ValidationError:
            continue
        # Not created: they had asked this team on their own as well.
        if sent.created:
            return sent
    return None
