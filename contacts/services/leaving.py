"""Nobody is left waiting for somebody who is not there any more: a professional who leaves, an
organisation or a territory that closes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.enums import WAITING_STATUSES, Actor, EventKind, MessageKind, RequestStatus
from contacts.limits import TooManyRequests
from contacts.models import ContactRequest, Organisation, Professional, ProfessionalLink
from contacts.services.alerting import alert, alert_together
from contacts.services.keys import revoke_all_keys
from contacts.services.passing_on import redirect_request
from contacts.services.planning import record, wishes_of
from contacts.services.steps import ABOUT_WAITING, call_off, cancel_waiting, step, tell
from contacts.wishes import in_one_letter
from search.models import CatalogueOffer
from search.services import withdraw_offers_of
from tenants.models import Territory

# Why a request ended that nobody withdrew.
TERRITORY_CLOSED = "territory_closed"
NO_OFFERS: Mapping[int, CatalogueOffer] = MappingProxyType({})


@transaction.atomic
def leave_organisation(
    *, professional: Professional, now: datetime, by: Professional | None = None
) -> int:
    """They answer nobody here any more: what they had in hand goes back to the organisation, whose
    own address is written to, or its lead. Returns how many requests.

    Raises ValidationError when nobody would be left to write to.
    """
    person = Professional.objects.select_for_update().get(pk=professional.pk)
    person.active, person.user, person.backup, person.is_lead = False, None, None, False
    person.save()
    person.stands_in_for.update(backup=None)
    ProfessionalLink.objects.filter(professional=person, revoked_at=None).update(revoked_at=now)
    held = list(_locked(holder=person))
    lead = _who_takes_over(person.organisation) if held else None
    for request in held:
        request.holder = lead
        request.save(update_fields=["holder"])
        _forget_what_waits(request)
        record(request, EventKind.RETURNED, _actor(by), now, by=by)
    _tell_together([one for one in held if one.status in WAITING_STATUSES], lead, now)
    return len(held)


@dataclass(frozen=True)
class Closed:
    """How many of those who waited have somebody else who answers, and how many were told."""

    handed_over: int
    told: int


@transaction.atomic
def close_organisation(
    *,
    organisation: Organisation,
    now: datetime,
    to: Organisation | None = None,
    offers: Mapping[int, CatalogueOffer] = NO_OFFERS,
    by: Professional | None = None,
) -> Closed:
    """It answers nobody any more, and its offers leave the catalogue. Those who wait are handed
    over: all to another organisation, which keeps the promised date, or each to the offer that
    `offers` names for their request, with a date of its own. Who is left is told and offered
    somebody else.

    Raises ValidationError when the other organisation has nobody to write to.
    """
    if to and to.pk == organisation.pk:
        raise ValidationError(_("Choose another organisation."))
    lead = _who_takes_over(to) if to else None
    people = organisation.professionals.filter(active=True)
    people.update(active=False, user=None, backup=None, is_lead=False)
    organisation.email = ""
    organisation.save(update_fields=["email"])
    ProfessionalLink.objects.filter(organisation=organisation, revoked_at=None).update(
        revoked_at=now
    )
    revoke_all_keys(organisation=organisation, now=now)
    withdraw_offers_of(organisation_id=organisation.pk)
    waiting = [one for one in _locked(organisation=organisation) if one.status in WAITING_STATUSES]
    told = 0
    for request in waiting:
        _forget_what_waits(request)
        if to:
            _move(request, to, lead, now)
        elif not _redirect(request, offers.get(request.pk), now, by):
            step(request, RequestStatus.EXPIRED, Actor.SYSTEM, now)
            tell(request, MessageKind.EXPIRED, now)
            told += 1
    if to:
        _tell_together(waiting, lead, now)
    return Closed(handed_over=len(waiting) - told, told=told)


@transaction.atomic
def end_requests_of(*, territory: Territory, now: datetime) -> int:
    """The territory closes: those who wait are told by the way they chose, and whoever was asked to
    call them has nothing left to do. What is in hand goes on. Returns how many."""
    waiting = [one for one in _locked(territory=territory) if one.status in WAITING_STATUSES]
    for request in waiting:
        step(request, RequestStatus.WITHDRAWN, Actor.SYSTEM, now, detail=TERRITORY_CLOSED)
        call_off(request, now)
        tell(request, MessageKind.CLOSED, now)
    return len(waiting)


def _redirect(
    request: ContactRequest, offer: CatalogueOffer | None, now: datetime, by: Professional | None
) -> bool:
    """Whether it goes on there: it may have filled since, or the chain be long enough."""
    if offer is None:
        return False
    try:
        redirect_request(request=request, offer=offer, now=now, by=by)
    except (ValidationError, TooManyRequests):
        return False
    return True


def _locked(**which: object) -> list[ContactRequest]:
    open_ones = ContactRequest.objects.open().filter(erased_at=None, **which)
    return list(open_ones.in_hand().select_for_update(of=("self",)).order_by("territory", "pk"))


def _who_takes_over(organisation: Organisation) -> Professional | None:
    """Nobody in particular if the organisation has an address of its own, else a lead, else anybody
    there. Raises ValidationError for nobody at all."""
    if organisation.email:
        return None
    colleagues = Professional.objects.reachable().filter(organisation=organisation)
    found = colleagues.order_by("-is_lead", "pk").first()
    if found is None:
        raise ValidationError(
            _("Nobody else can be written to: give the organisation an e-mail address first.")
        )
    return found


def _move(
    request: ContactRequest, to: Organisation, lead: Professional | None, now: datetime
) -> None:
    request.organisation, request.organisation_name = to, to.name
    request.professional, request.professional_name = None, ""
    request.phone = to.phone
    request.holder = lead
    request.full_clean()
    request.save()
    record(request, EventKind.RETURNED, Actor.SYSTEM, now)
    # Who contacts them has changed, by when has not: the same words as on the first day.
    tell(request, MessageKind.CONFIRMATION, now)


def _tell_together(
    requests: list[ContactRequest], lead: Professional | None, now: datetime
) -> None:
    """One by one, or in one letter a territory when they are many."""
    for _territory, group in groupby(requests, key=lambda one: one.territory_id):
        together = list(group)
        if not in_one_letter(len(together), wishes_of(lead)):
            for request in together:
                alert(request, MessageKind.ALERT, professional=lead, now=now)
            continue
        alert_together(together, professional=lead, now=now)


def _forget_what_waits(request: ContactRequest) -> None:
    """What was about to leave to who is gone; a digest also tells of other requests."""
    cancel_waiting(request, *(kind for kind in ABOUT_WAITING if kind != MessageKind.TOLD))


def _actor(by: Professional | None) -> Actor:
    return Actor.PROFESSIONAL if by else Actor.SYSTEM
