from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils.translation import get_language

from contacts.blocking import check_not_blocked
from contacts.details import Contact
from contacts.sealed import fingerprint, fingerprints, seal
from portal.journey.models import PURPOSE, OpeningWish
from tenants.geography.suggest import Place

_signer = signing.Signer(salt="portal.journey.wishes", sep=".")


@transaction.atomic
def wish_opening(*, place: Place, contact: Contact, now: datetime) -> OpeningWish:
    """Keep a contact for the day the commune is covered, with the language of the page; asking
    twice is asking once.

    Raises ValidationError for a contact that wants no messages.
    """
    check_not_blocked(contact)
    address = contact.value.lower()
    wish = OpeningWish.objects.filter(
        commune=place.code, fingerprint__in=fingerprints(PURPOSE, address)
    ).first()
    if wish:
        return wish
    wish, _created = OpeningWish.objects.get_or_create(
        commune_id=place.code,
        fingerprint=fingerprint(PURPOSE, address),
        defaults={
            "sealed_contact": seal(contact.value),
            "wished_at": now,
            "language": get_language(),
        },
    )
    return wish


def wish_token(wish: OpeningWish) -> str:
    """For the address of the page that forgets it."""
    return _signer.sign(wish.pk)


def read_wish(token: str) -> OpeningWish | None:
    try:
        return OpeningWish.objects.filter(pk=_signer.unsign(token)).first()
    except signing.BadSignature:
        return None


@transaction.atomic
def forget_wish(*, wish: OpeningWish) -> None:
    wish.delete()
