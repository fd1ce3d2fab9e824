"""What a team says of itself: who is away, who stands in for whom, when the doors are closed."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Absence, Closure, ContactRequest, Organisation, Professional
from contacts.services.planning import keep_plan

LONGEST_DAYS = 366


@transaction.atomic
def add_absence(*, professional: Professional, starts_on: date, ends_on: date) -> Absence:
    """Raises ValidationError when the last day comes first, or they are away by then already."""
    absence = Absence(professional=professional, starts_on=starts_on, ends_on=ends_on)
    _check(absence, professional.absences)
    absence.save()
    _put_plans_right(holder=professional)
    return absence


@transaction.atomic
def add_closure(*, organisation: Organisation, starts_on: date, ends_on: date) -> Closure:
    """Promises that were made stay; nudges and what follows a date move to days that are worked."""
    closure = Closure(organisation=organisation, starts_on=starts_on, ends_on=ends_on)
    _check(closure, organisation.closures)
    closure.save()
    _put_plans_right(organisation=organisation)
    return closure


@transaction.atomic
def remove_absence(*, absence: Absence) -> None:
    absence.delete()
    _put_plans_right(holder=absence.professional)


@transaction.atomic
def remove_closure(*, closure: Closure) -> None:
    organisation = closure.organisation
    closure.delete()
    _put_plans_right(organisation=organisation)


@transaction.atomic
def choose_backup(*, professional: Professional, backup: Professional | None) -> Professional:
    """Who answers during an absence. Raises ValidationError for who is not a colleague."""
    if backup and not backup.active:
        raise ValidationError(_("Choose a colleague of the same organisation."))
    professional.backup = backup
    professional.full_clean()
    professional.save(update_fields=["backup"])
    return professional


def may_change(me: Professional, other: Professional) -> bool:
    """Each their own days and back-up; a lead those of the whole organisation."""
    same = me.organisation_id == other.organisation_id
    return me.active and (me.pk == other.pk or (me.is_lead and same))


def _check(period: Absence | Closure, others) -> None:  # type: ignore[no-untyped-def]
    period.full_clean()
    if (period.ends_on - period.starts_on).days > LONGEST_DAYS:
        raise ValidationError(_("Choose a year at most."))
    if others.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on).exists():
        raise ValidationError(_("Some of these days are in the list already."))


def _put_plans_right(**whose: Organisation | Professional) -> None:
    waiting = ContactRequest.objects.waiting().filter(**whose)
    for request in waiting.in_hand().select_for_update(of=("self",)):
        keep_plan(request)
