from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from portal.deployment.reminding import remind


@db_periodic_task(crontab(hour="8-18", minute="23"))
def remind_each_morning():
    """Each hour of the day, for what could not leave in the morning."""
    remind(timezone.localdate())
