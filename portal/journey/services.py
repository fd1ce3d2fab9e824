from datetime import datetime

from django.db import transaction

from contacts.blocking import check_not_blocked
from contacts.details import Contact
from contacts.sealed import fingerprint, fingerprints, seal
from portal.journey.models import PURPOSE, OpeningWish
from tenants.geography.suggest import Place


@transaction.atomic
def wish_opening(*, place: Place, contact: Contact, now: datetime) -> OpeningWish:
    """Keep an address for the day the commune is covered; asking twice is asking once.

    Raises ValidationError for an address that wants no messages.
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
        defaults={"sealed_contact": seal(contact.value), "wished_at": now},
    )
    return wish
