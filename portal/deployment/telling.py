""" "Tell me when it opens": said once, by the way they chose, then erased.

A wish is locked while it is told and gone in the same transaction: at worst a message leaves twice,
under one key.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts import sms
from contacts.blocking import block_token
from contacts.details import Contact, read_contact
from contacts.enums import ContactKind
from contacts.failures import is_final, noted
from contacts.models import BlockedContact
from contacts.sealed import fingerprint, unseal
from contacts.texts import longest_that_fits
from portal.journey.models import OpeningWish
from portal.territories import territory_of
from tenants.geography.suggest import find
from tenants.models import MAX_RETENTION_DAYS, Territory

logger = logging.getLogger(__name__)
# Each ten minutes: half a day.
MOST_ATTEMPTS = 72


def tell_openings() -> int:
    """Tell all who wait for a territory that has opened since; how many were told."""
    # One that is being filled, before its launch, is not told of.
    filling = Territory.objects.filter(opening__project__isnull=False)
    filling = filling.filter(opening__project__launched_on=None)
    told = Territory.objects.local().exclude(pk__in=filling.values("pk"))
    due = OpeningWish.objects.filter(commune__coverage__territory__in=told)
    return sum(_tell(pk) for pk in list(due.order_by("pk").values_list("pk", flat=True)))


def purge_wishes(now: datetime) -> int:
    """What nobody could tell in a year is erased: how many."""
    oldest = now - timedelta(days=MAX_RETENTION_DAYS)
    count, _rows = OpeningWish.objects.filter(wished_at__lt=oldest).delete()
    return count


@transaction.atomic
def _tell(pk: int) -> bool:
    wish = OpeningWish.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if wish is None:
        return False
    contact = read_contact(unseal(wish.sealed_contact))
    if not BlockedContact.objects.of(contact).exists():
        try:
            _send(wish, contact)
        except Exception as error:  # whatever a backend raises, the others must be told
            logger.warning("Wish %s was not told: %s", wish.pk, noted(error))
            wish.attempts += 1
            if not is_final(error) and wish.attempts < MOST_ATTEMPTS:
                wish.save(update_fields=["attempts"])
                return False
    wish.delete()
    return True


def _send(wish: OpeningWish, contact: Contact) -> None:
    place = find(wish.commune_id)
    territory = territory_of(place)
    with override(wish.language):
        link = f"{territory.url}{reverse('journey:themes')}?commune={place.code}"
        if contact.kind == ContactKind.EMAIL:
            token = block_token(fingerprint("contact", contact.value.lower()))
            stop = f"{territory.url}{reverse('journey:no-messages', args=[token])}"
            context = {"territory": territory, "link": link, "stop": stop}
            body = render_to_string("deployment/letters/opened.txt", context).strip()
            subject = _("Boussole is open: %(name)s") % {"name": territory}
            domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
            headers = {
                "Message-ID": f"<opening-{wish.pk}@{domain}>",
                "Auto-Submitted": "auto-generated",
            }
            EmailMessage(subject, body, to=[contact.value], headers=headers).send()
            return
        texts = [
            _("Boussole is open: %(name)s. You asked us to tell you: %(link)s")
            % {"name": territory, "link": link},
            _("Boussole is open near you: %(link)s") % {"link": link},
        ]
    sms.carrier().send(
        number=contact.value, text=longest_that_fits(texts), key=f"opening-{wish.pk}"
    )
