"""What happens by itself: schemas are ready before somebody opens a territory."""

from django.conf import settings
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tenants import provisioning


@db_periodic_task(crontab(minute="*/5"))
def keep_spares():
    provisioning.keep_spares(settings.SPARE_SCHEMAS)
