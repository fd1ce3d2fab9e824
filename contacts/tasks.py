from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from contacts.outbox import deliver_waiting
from contacts.services import purge_contacts


# Before any housekeeping: a promise counts from the moment it was made.
@db_task(priority=10)
def send_waiting():
    """Queued at each commit that writes a message."""
    deliver_waiting()


@db_periodic_task(crontab())
def send_waiting_each_minute():
    """For what was committed when no worker listened, and for second attempts."""
    deliver_waiting()


@db_periodic_task(crontab(hour="3", minute="17"))
def purge_each_night():
    purge_contacts(now=timezone.now())
