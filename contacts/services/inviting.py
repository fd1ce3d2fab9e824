"""Accounts for people of organisations: whoever reads the invitation chooses the password.

The link is signed, good for a week, and for one account: it opens nothing once somebody has taken
it up, or once the address of the person has changed.
"""

from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Organisation, Professional
from tenants.accounts.models import User

VALID = timedelta(days=7)
SALT = "contacts.invitation"


@transaction.atomic
def invite_colleague(
    *,
    organisation: Organisation,
    email: str,
    first_name: str,
    last_name: str = "",
    is_lead: bool = False,
) -> Professional:
    """Their row in the organisation, still without an account; the link is `invitation_of` it.

    Somebody who was written to already is invited again. Raises ValidationError for who has an
    account here.
    """
    people = Professional.objects.select_for_update().filter(organisation=organisation)
    person = people.filter(email__iexact=email).order_by("-active", "pk").first()
    if person is None:
        person = Professional(organisation=organisation, email=email)
    elif person.active and person.user_id:
        raise ValidationError(_("This person has an account in your organisation already."))
    elif not person.active:
        person.user, person.active = None, True
    person.first_name, person.last_name, person.is_lead = first_name, last_name, is_lead
    person.full_clean()
    person.save()
    return person


def invitation_of(professional: Professional) -> str:
    """The secret part of the link."""
    return signing.dumps([professional.pk, professional.email], salt=SALT)


def read_invitation(token: str) -> Professional | None:
    """Who may choose a password with this link today."""
    try:
        pk, email = signing.loads(token, salt=SALT, max_age=VALID)
    except (signing.BadSignature, ValueError):
        return None
    invited = Professional.objects.filter(pk=pk, email=email, active=True, user=None)
    return invited.select_related("organisation").first()


def account_of(professional: Professional) -> User | None:
    """The account that has the address of this person."""
    return User.objects.filter(email__iexact=professional.email).first()


@transaction.atomic
def accept_invitation(*, professional: Professional, password: str = "") -> User:
    """Give the account of this address to the person, wherever an organisation wrote it down; it is
    made if there is none. `password` serves an account that has none yet.

    Raises ValidationError when the invitation was accepted before, or the account was closed.
    """
    invited = Professional.objects.select_for_update().get(pk=professional.pk)
    user = account_of(invited)
    if invited.user_id or not invited.active or (user and not user.is_active):
        raise ValidationError(_("This invitation opens nothing any more."))
    if user is None:
        names = {"first_name": invited.first_name, "last_name": invited.last_name}
        user = User.objects.create_user(invited.email, password, **names)
    elif not user.has_usable_password():
        user.set_password(password)
        user.save(update_fields=["password"])
    _give(invited, user)
    return user


def uninvited(email: str) -> Professional | None:
    """Somebody whom an organisation has written down under this address, without an account."""
    people = Professional.objects.reachable().filter(email__iexact=email, user=None)
    return people.select_related("organisation").order_by("pk").first()


def _give(invited: Professional, user: User) -> None:
    """One row for each organisation, the one that was invited first of all."""
    same = Professional.objects.select_for_update().filter(
        email__iexact=invited.email, active=True, user=None
    )
    has = set(Professional.objects.of(user).values_list("organisation", flat=True))
    for row in sorted(same, key=lambda one: (one.pk != invited.pk, one.pk)):
        if row.organisation_id not in has:
            has.add(row.organisation_id)
            row.user = user
            row.save(update_fields=["user"])
