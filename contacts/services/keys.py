"""Keys for the software of an organisation: shown once, kept as a hash, replaced without a gap."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.enums import KeyEventKind, KeyScope
from contacts.models import InboxKey, KeyEvent, Organisation, Professional
from contacts.sealed import token_hash

# What scanners of published code look for, and how many signs of the rest are shown again.
PREFIX, SHOWN = "boussole_", 3
SECRET_BYTES = 32
LONGEST = timedelta(days=365)
# How long the former key still opens, once it was replaced.
CHANGEOVER = timedelta(days=7)
MOST_KEYS = 10
# Each request would write it otherwise.
USE_IS_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewKey:
    """`secret` is shown once: nobody can read it again."""

    key: InboxKey
    secret: str


@transaction.atomic
def create_key(
    *, by: Professional, name: str, scopes: Sequence[str], valid: timedelta, now: datetime
) -> NewKey:
    """For the organisation that this person leads; `scopes` are values of KeyScope.

    Raises ValidationError for a name or scopes that say nothing, for longer than a year, and when
    the organisation has many keys already.
    """
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)
    if not by.is_lead:
        raise ValidationError(_("Keys are for those who lead the organisation."))
    if not scopes or set(scopes) - set(KeyScope.values):
        raise ValidationError(_("Choose what the key allows."))
    if not timedelta(0) < valid <= LONGEST:
        raise ValidationError(_("A key is good for a year at most."))
    if InboxKey.objects.usable(now).filter(organisation=organisation).count() >= MOST_KEYS:
        raise ValidationError(_("Your organisation has many keys: take one back first."))
    chosen = [one for one in KeyScope.values if one in scopes]
    return _make(organisation, name, chosen, now + valid, by, now)


@transaction.atomic
def rotate_key(*, key: InboxKey, by: Professional, now: datetime) -> NewKey:
    """Another secret with the same name and scopes, for as long; the former one opens for a week
    more, so that nothing stops in between.

    Raises ValidationError when it opens nothing any more, or was replaced before.
    """
    key = _usable(key, by, now)
    if InboxKey.objects.filter(replaces=key).exists():
        raise ValidationError(_("This key has already been replaced."))
    until = now + (key.expires_at - key.created_at)
    new = _make(key.organisation, key.name, key.scopes, until, by, now, replaces=key)
    key.expires_at = min(key.expires_at, now + CHANGEOVER)
    key.save(update_fields=["expires_at"])
    _note(key, KeyEventKind.ROTATED, by, now)
    return new


@transaction.atomic
def revoke_key(*, key: InboxKey, by: Professional, now: datetime) -> None:
    """It opens nothing from now on. Raises ValidationError when it opened nothing already."""
    _revoke(_usable(key, by, now), by, now)


@transaction.atomic
def revoke_all_keys(*, organisation: Organisation, now: datetime) -> None:
    for key in InboxKey.objects.usable(now).filter(organisation=organisation).select_for_update():
        _revoke(key, None, now)


def note_use(key: InboxKey, now: datetime) -> None:
    if key.last_used_at is None or key.last_used_at <= now - USE_IS_NOTED_EVERY:
        InboxKey.objects.filter(pk=key.pk).update(last_used_at=now)


def _make(
    organisation: Organisation,
    name: str,
    scopes: list[str],
    expires_at: datetime,
    by: Professional,
    now: datetime,
    replaces: InboxKey | None = None,
) -> NewKey:
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    key = InboxKey(
        organisation=organisation,
        name=" ".join(name.split()),
        scopes=scopes,
        start=secret[: len(PREFIX) + SHOWN],
        key_hash=token_hash(secret),
        created_at=now,
        expires_at=expires_at,
        replaces=replaces,
    )
    key.full_clean()
    key.save()
    _note(key, KeyEventKind.CREATED, by, now)
    return NewKey(key, secret)


def _usable(key: InboxKey, by: Professional, now: datetime) -> InboxKey:
    own = InboxKey.objects.usable(now).filter(organisation=by.organisation_id)
    found = own.select_for_update().filter(pk=key.pk).first() if by.is_lead else None
    if found is None:
        raise ValidationError(_("This key opens nothing any more."))
    return found


def _revoke(key: InboxKey, by: Professional | None, now: datetime) -> None:
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    _note(key, KeyEventKind.REVOKED, by, now)


def _note(key: InboxKey, kind: KeyEventKind, by: Professional | None, now: datetime) -> None:
    KeyEvent.objects.create(key=key, kind=kind, professional=by, at=now)
