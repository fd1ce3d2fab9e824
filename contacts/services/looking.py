"""An animator looks at a contact: with a reason, on record, and the young person reads it."""

import unicodedata
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_tenants.utils import tenant_context

from contacts.details import Contact
from contacts.enums import Actor, EventKind, LookReason
from contacts.models import ContactLook, ContactRequest
from contacts.sealed import seal
from contacts.services.planning import record
from contacts.services.steps import contact_of, locked
from tenants.accounts.models import User
from tenants.models import Territory
from tenants.rights import READ, Domain, roles_that
from tenants.roles import members

WORDS_LENGTH = 200


def may_look(*, territory: Territory, user: User) -> bool:
    """Animators of the territory that follows the request; never editors, never the national
    level, which sees no young person's contact."""
    if user.is_superuser or not user.is_active:
        return False
    with tenant_context(territory):
        return (
            members()
            .filter(pk=user.pk, groups__name__in=roles_that(READ, Domain.CONTACTS))
            .exists()
        )


@transaction.atomic
def look_as_animator(
    *, request: ContactRequest, by: User, reason: str, now: datetime, words: str = ""
) -> Contact:
    """The contact in clear. `words` are needed for another reason than those in the list, and are
    read by the young person.

    Raises PermissionDenied for who may not, ValidationError under "reason" or "words", and when
    there is nothing left to do with the contact.
    """
    request = locked(request)
    if request.territory.is_national or not may_look(territory=request.territory, user=by):
        raise PermissionDenied
    if reason not in LookReason:
        raise ValidationError({"reason": _("Choose why you look at this contact.")})
    words = _clean(words) if reason == LookReason.OTHER else ""
    if not request.is_open or not request.sealed_contact:
        raise ValidationError(_("This request is over: its contact is no longer shown."))
    look = ContactLook(request=request, by=by, reason=reason, sealed_words=seal(words), at=now)
    look.full_clean()
    look.save()
    record(request, EventKind.LOOKED, Actor.ANIMATOR, now, detail=reason)
    return contact_of(request)


def _clean(words: str) -> str:
    kept = (one if unicodedata.category(one)[0] != "C" else " " for one in words)
    words = " ".join("".join(kept).split())
    if not words:
        raise ValidationError({"words": _("Say why in a few words: the person reads them.")})
    if len(words) > WORDS_LENGTH:
        raise ValidationError(
            {"words": _("Write it in %(limit)d characters at most.") % {"limit": WORDS_LENGTH}}
        )
    return words
