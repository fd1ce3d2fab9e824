"""Nobody is left waiting for somebody who is not there any more: a professional who leaves, an
organisation that closes."""

from datetime import datetime
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.enums import WAITING_STATUSES, Actor, EventKind, MessageKind, RequestStatus
from contacts.models import (
    ContactRequest,
    Organisation,
    Professional,
    ProfessionalLink,
)
from contacts.services.alerting import DIGEST_FROM, alert, alert_together
from contacts.services.keys import revoke_all_keys
from contacts.services.planning import record
from contacts.services.steps import ABOUT_WAITING, cancel_waiting, step, tell


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


@transaction.atomic
def close_organisation(
    *, organisation: Organisation, now: datetime, to: Organisation | None = None
) -> int:
    """It answers nobody any more: those who wait are handed over to another organisation, which
    keeps the promised date, or are told and offered somebody else. Returns how many.

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
    waiting = [one for one in _locked(organisation=organisation) if one.status in WAITING_STATUSES]
    for request in waiting:
        _forget_what_waits(request)
        if to:
            _move(request, to, lead, now)
        else:
            step(request, RequestStatus.EXPIRED, Actor.SYSTEM, now)
            tell(request, MessageKind.EXPIRED, now)
    if to:
        _tell_together(waiting, lead, now)
    return len(waiting)


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
        if len(together) < DIGEST_FROM:
            for request in together:
                alert(request, MessageKind.ALERT, professional=lead, now=now)
            continue
        alert_together(together, professional=lead, now=now)


def _forget_what_waits(request: ContactRequest) -> None:
    """What was about to leave to who is gone; a digest also tells of other requests."""
    cancel_waiting(request, *(kind for kind in ABOUT_WAITING if kind != MessageKind.TOLD))


def _actor(by: Professional | None) -> Actor:
    return Actor.PROFESSIONAL if by else Actor.SYSTEM
