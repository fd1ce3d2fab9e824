from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from portal.deployment.reminding import remind
from portal.deployment.telling import purge_wishes, tell_openings


@db_periodic_task(crontab(hour="8-18", minute="23"))
def remind_each_morning():
    """Each hour of the day, for what could not leave in the morning."""
    remind(timezone.localdate())


@db_periodic_task(crontab(minute="*/10"))
def tell_openings_soon():
    tell_openings()


@db_periodic_task(crontab(hour="3", minute="47"))
def purge_wishes_each_night():
    purge_wishes(timezone.now())
