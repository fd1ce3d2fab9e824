"""A territory that stops, for a while or for good, and comes back: its offers, its communes and
whoever waits there follow in the same transaction."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django_tenants.utils import schema_context, tenant_context

from contacts.enums import RequestStatus
from contacts.models import ContactRequest
from contacts.services import end_requests_of
from offers.models import OfferPage
from search.models import CatalogueOffer
from search.services import restore_offers_in, withdraw_offers_in
from tenants.models import CoveredCommune, Territory
from tenants.provisioning import set_coverage
from tenants.status import change_status


@dataclass(frozen=True)
class Stop:
    """What it comes to: `offers` leave the catalogue, `waiting` is how many young people nobody has
    called yet, `in_touch` how many requests somebody has in hand."""

    offers: int
    waiting: int
    in_touch: int
    communes: int


def what_stops(territory: Territory) -> Stop:
    """Should it pause or close; nothing is changed."""
    asked = ContactRequest.objects.filter(territory=territory, erased_at=None)
    return Stop(
        offers=CatalogueOffer.objects.live().filter(territory=territory).count(),
        waiting=asked.waiting().count(),
        in_touch=asked.filter(status=RequestStatus.CONTACTED).count(),
        communes=territory.communes.filter(commune__parent=None).count(),
    )


@transaction.atomic
def pause_territory(*, territory: Territory, message: str) -> Territory:
    """Its pages say `message`, and its offers leave the catalogue until it is taken up again.
    Promises that were made are kept: links of requests work, and its team enters the admin."""
    territory = change_status(territory=territory, to=Territory.Status.PAUSED, message=message)
    withdraw_offers_in(territory=territory)
    return territory


@transaction.atomic
def close_territory(*, territory: Territory, message: str, now: datetime) -> int:
    """For good, or until it is taken up again: whoever waits is told and their request ends, its
    communes are free for another territory. Returns how many were told."""
    territory = change_status(territory=territory, to=Territory.Status.CLOSED, message=message)
    # First: it waits for the requests that are being sent to one of them.
    withdraw_offers_in(territory=territory)
    CoveredCommune.objects.filter(territory=territory).delete()
    return end_requests_of(territory=territory, now=now)


@transaction.atomic
def take_up_territory(*, territory: Territory, day: date) -> Territory:
    """Open again after a pause or a close, with the zones and the offers that it had.

    Raises ValidationError when another territory has one of its communes by now.
    """
    territory = change_status(territory=territory, to=Territory.Status.OPEN)
    with schema_context("public"):
        set_coverage(territory=territory, zones=[str(zone) for zone in territory.zones.all()])
    with tenant_context(territory):
        pages = OfferPage.objects.live().filter(alias_of=None).values_list("pk", flat=True)
        restore_offers_in(territory=territory, pages=pages, day=day)
    return territory
