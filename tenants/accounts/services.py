"""What is written about accounts: who stands in for whom, and accounts whose time is over."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tenants.accounts.models import Delegation, Mandate, User

LONGEST_ABSENCE = timedelta(days=180)


@transaction.atomic
def delegate(
    *, absent: User, email: str, starts_on: date, ends_on: date, today: date
) -> Delegation:
    """The account with this address follows what `absent` follows, from a day to another.

    Raises ValidationError by field.
    """
    stand_in = User.objects.filter(email__iexact=email, is_active=True).first()
    if stand_in is None:
        raise ValidationError({"email": _("No open account has this address.")})
    if ends_on < today:
        raise ValidationError({"ends_on": _("These days are over.")})
    if ends_on - starts_on > LONGEST_ABSENCE:
        raise ValidationError({"ends_on": _("Six months at most.")})
    if not Mandate.objects.valid_on(today).filter(user=absent).exists():
        raise ValidationError(_("You have no mandate of your own to entrust."))
    given = Delegation.objects.to_come_on(today).filter(absent=absent, stand_in=stand_in)
    if given.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise ValidationError({"email": _("This person already stands in for you on these days.")})
    delegation = Delegation(absent=absent, stand_in=stand_in, starts_on=starts_on, ends_on=ends_on)
    delegation.full_clean()
    delegation.save()
    return delegation


@transaction.atomic
def take_back(*, delegation: Delegation, now: datetime) -> None:
    """It counts no more, from this moment; what it was stays written."""
    delegation.ended_at = now
    delegation.full_clean()
    delegation.save()


@transaction.atomic
def close_expired(*, today: date) -> int:
    """Nobody writes to an account whose last day has passed, or counts it among a team that
    answers; it opens nothing already."""
    return User.objects.filter(is_active=True, expires_on__lt=today).update(is_active=False)
