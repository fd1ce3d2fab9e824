"""What the worker does for archives, and for territories whose day has come."""

import logging

from django.utils import timezone
from django_tenants.utils import schema_context
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from tenants.models import Territory

logger = logging.getLogger(__name__)


@db_task()
def make_archive(pk: int):
    from portal.archives import services  # they queue this task
    from portal.archives.models import Archive

    with schema_context("public"):
        services.make_archive(Archive.objects.select_related("territory").get(pk=pk))


@db_periodic_task(crontab(hour="4", minute="10"))
def delete_what_is_due():
    """One that cannot be deleted stops no other, and is tried again tomorrow."""
    from portal.archives.deleting import delete_after_archive

    with schema_context("public"):
        now = timezone.now()
        due = Territory.objects.filter(
            status=Territory.Status.CLOSED, delete_on__lte=timezone.localdate(now)
        )
        for territory in due.order_by("pk"):
            try:
                delete_after_archive(territory, now=now)
            except Exception:
                logger.exception("%s could not be deleted.", territory.slug)
