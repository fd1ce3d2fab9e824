from datetime import datetime

from django.db import transaction

from contacts.details import Contact
from contacts.sealed import fingerprint, seal
from portal.journey.models import OpeningWish
from tenants.geography.suggest import Place


@transaction.atomic
def wish_opening(*, place: Place, contact: Contact, now: datetime) -> None:
    """Keep an address for the day the commune is covered; asking twice is asking once."""
    OpeningWish.objects.get_or_create(
        commune_id=place.code,
        fingerprint=fingerprint("opening", contact.value.lower()),
        defaults={"sealed_email": seal(contact.value), "wished_at": now},
    )
