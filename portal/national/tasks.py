"""What happens by itself: schemas are ready before somebody opens a territory, what waits for one
is opened, the year's communes are applied, whoever submitted a question is told what was decided,
accounts whose last day has passed are closed, and what has changed long ago is forgotten."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tenants.utils import schema_context
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from portal import opening
from portal.national.register.letters import tell_of_decision
from tenants.accounts.services import close_expired
from tenants.commune_changes import apply_asked
from tenants.models import Opening
from tenants.provisioning import NoSpareError, keep_spares
from themes.models import AskedChange, Wording


@db_periodic_task(crontab(minute="*/5"))
def be_ready_to_open():
    _open_what_waits()
    keep_spares(settings.SPARE_SCHEMAS)
    apply_asked()


@db_periodic_task(crontab(hour="0", minute="20"))
def close_accounts():
    close_expired(today=timezone.localdate())


@db_periodic_task(crontab(hour="0", minute="25"))
def forget_old_changes():
    with schema_context("public"):
        AskedChange.objects.before(timezone.now() - timedelta(days=1)).delete()


@db_task()
def open_what_waits():
    _open_what_waits()


@db_task()
def apply_communes():
    apply_asked()


@db_task(retries=10, retry_delay=600)
def tell_of_decided(pk):
    with schema_context("public"):
        tell_of_decision(Wording.objects.select_related("territory").get(pk=pk))


def _open_what_waits():
    """Somebody looks at a page that says so: one schema at a time, for the first who waits."""
    with schema_context("public"):
        while Opening.objects.filter(state=Opening.State.WAITING).exists():
            try:
                opening.open_waiting()
            except NoSpareError:
                if not keep_spares(1):
                    return  # another process makes one
