"""A request goes to somebody better placed: its young person or its professional says to whom.

It becomes another request, with a date of its own and all that was given. A chain is three long at
most, and never comes back to an organisation that had it.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.enums import Actor, MessageKind, RequestStatus
from contacts.models import ContactRequest, Doer
from contacts.models.requests import LONGEST_CHAIN
from contacts.services.sending import SentRequest, clean_message, send_request
from contacts.services.steps import call_off, contact_of, locked, step
from search.models import CatalogueOffer
from tenants.geography.naming import in_commune
from tenants.geography.suggest import find


@transaction.atomic
def pass_on(*, request: ContactRequest, offer: CatalogueOffer, now: datetime) -> SentRequest:
    """The young person asks another offer, with nothing to type again; whoever had the request is
    told that there is nothing left to do.

    Raises ValidationError and TooManyRequests as send_request does.
    """
    request = locked(request)
    sent = send_on(request, offer, now)
    if request.can_become(RequestStatus.REDIRECTED):
        step(request, RequestStatus.REDIRECTED, Actor.YOUNG_PERSON, now)
        call_off(request, now)
    return sent


@transaction.atomic
def redirect_request(
    *,
    request: ContactRequest,
    offer: CatalogueOffer,
    now: datetime,
    line: str = "",
    by: Doer | None = None,
) -> SentRequest:
    """A professional passes it to a better-placed offer of any territory, with a line for who takes
    over. The young person is told by whom, until when, and may refuse.

    Raises ValidationError when the chain is long enough or would come back.
    """
    request = locked(request)
    if not request.can_become(RequestStatus.REDIRECTED):
        raise ValidationError(_("This request is over: it cannot be redirected any more."))
    chain = request.ancestry()
    if len(chain) >= LONGEST_CHAIN:
        raise ValidationError(
            _("This request has already been redirected twice: call the person, or decline it.")
        )
    if offer.organisation_id in {one.organisation_id for one in chain}:
        raise ValidationError(_("This organisation has already had this request."))
    line = clean_message(line)
    sent = send_on(request, offer, now, by=by, line=line, told=MessageKind.REDIRECTED)
    step(request, RequestStatus.REDIRECTED, Actor.PROFESSIONAL, now, by=by)
    return sent


def send_on(
    request: ContactRequest, offer: CatalogueOffer, now: datetime, **more: object
) -> SentRequest:
    """What was given goes along; `more` as in send_request. Raises ValidationError where the offer
    is not open, or when there is nothing left to send."""
    place = find(request.commune)
    if request.erased_at or place is None or offer.key == request.offer_key:
        raise ValidationError(_("This request cannot be passed on."))
    if not offer.coverage.holds(place.place_codes):
        where = in_commune(place.name)
        raise ValidationError(_("This offer is not open %(where)s.") % {"where": where})
    return send_request(
        offer=offer,
        place=place,
        contact=contact_of(request),
        answers=request.answers,
        message=request.message,
        language=request.language,
        now=now,
        parent=request,
        notice_version=request.notice_version,
        **more,
    )
