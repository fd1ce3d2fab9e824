import logging
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from contacts.erasures import add_missing
from contacts.outbox import deliver_waiting
from contacts.services import (
    count_facts,
    follow_plans,
    keep_all_plans,
    overdue_for_purge,
    purge_contacts,
)
from contacts.signals import measure_responsiveness, measure_room, offers_with_a_limit
from search.models import CatalogueOffer

logger = logging.getLogger(__name__)


# Before any housekeeping: a promise counts from the moment it was made.
@db_task(priority=10)
def send_waiting():
    """Queued at each commit that writes a message."""
    deliver_waiting()


@db_periodic_task(crontab())
def send_waiting_each_minute():
    """For what was committed when no worker listened, and for second attempts."""
    deliver_waiting()


@db_task(priority=10)
def follow_plans_soon():
    """Queued when somebody says that nobody called."""
    follow_plans()


@db_periodic_task(crontab(), priority=10)
def follow_plans_each_minute():
    """Nudges, escalations and what the young person is told, each at its time."""
    follow_plans()


@db_periodic_task(crontab(hour="2", minute="47"))
def put_plans_right_each_night():
    """A holiday or closing days may have been added."""
    keep_all_plans()


@db_periodic_task(crontab(hour="3", minute="17"))
def purge_each_night():
    purge_contacts(now=timezone.now())


@db_periodic_task(crontab(hour="4", minute="7"))
def say_what_is_not_purged():
    """After the night's purge: whoever reads the logs is told, in a number."""
    if overdue := overdue_for_purge(timezone.now()):
        logger.error("%d contacts should have been erased more than 48 hours ago.", overdue)


@db_periodic_task(crontab(hour="4", minute="17"))
def list_erasures_outside():
    if settings.CONTACT_ERASURES_FILE:
        add_missing(Path(settings.CONTACT_ERASURES_FILE))


@db_periodic_task(crontab(hour="3", minute="37"))
def measure_responsiveness_each_night():
    measure_responsiveness(now=timezone.now())


@db_periodic_task(crontab(hour="4", minute="37"))
def count_facts_each_night():
    """What the days that are over brought; a territory where it is still that day waits a night."""
    count_facts(now=timezone.now())


@db_task()
def measure_room_of(offer_id: int):
    """Queued at each request for an offer that has a weekly limit."""
    measure_room(CatalogueOffer.objects.filter(pk=offer_id), now=timezone.now())


@db_periodic_task(crontab(minute="7"))
def give_room_back():
    """Somewhere it has just become Monday; and a message lost by the queue is caught up."""
    measure_room(offers_with_a_limit(), now=timezone.now())
