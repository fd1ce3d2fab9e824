"""What happens by itself: scheduled publications, and offers whose last day has passed."""

from django.core.management import call_command
from django.utils import timezone
from django_tenants.utils import schema_context, tenant_context
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from offers.answers import change_waiting_territories
from offers.models import OfferPage
from offers.moving import move_waiting_territories
from search.models import CatalogueOffer
from search.services import withdraw_offer
from tenants.models import Territory
from themes.reshaping import forget_what_was


@db_periodic_task(crontab(minute="*/5"))
def publish_what_is_scheduled():
    """One task a territory, so that one that fails stops no other."""
    for territory in Territory.objects.at_work():
        with tenant_context(territory):
            publish_scheduled_here()


@db_task()
def publish_scheduled_here():
    """Publish and expire the pages of the territory whose schema is active."""
    call_command("publish_scheduled")


@db_task()
def unpublish_offers_of(organisation_id: int):
    """Editors see that they are gone, and why: the organisation has closed."""
    for territory in Territory.objects.at_work():
        with tenant_context(territory):
            for page in OfferPage.objects.live().filter(organisation_id=organisation_id):
                page.unpublish()


@db_task()
def change_offers_now():
    """The criteria of offers, after a publication that took an answer out."""
    change_waiting_territories()


@db_periodic_task(crontab(minute="*/5"))
def change_offers_that_wait():
    """What was killed on the way is taken up, what failed is tried again."""
    change_waiting_territories()


@db_task()
def move_offers_now():
    """After themes were merged or split, or that was undone."""
    move_waiting_territories()


@db_periodic_task(crontab(minute="*/5"))
def move_offers_that_wait():
    move_waiting_territories()


@db_periodic_task(crontab(hour="1", minute="40"))
def forget_themes_before():
    with schema_context("public"):
        forget_what_was(now=timezone.now())


@db_periodic_task(crontab(hour="1", minute="20"))
def withdraw_ended_offers():
    """Search filters by date already; at night the catalogue says the same."""
    with schema_context("public"):
        ended = CatalogueOffer.objects.live().filter(ends_on__lt=timezone.localdate())
        for offer in ended.select_related("territory"):
            withdraw_offer(territory=offer.territory, page_id=offer.page_id)
