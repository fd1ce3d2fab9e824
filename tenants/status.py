"""The life of a territory: what it may become, and the one place where it becomes it."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django_tenants.utils import schema_context

from tenants.models import Territory

Status = Territory.Status
NEXT_STATUSES = {
    # A spare schema opens in tenants.provisioning.
    Status.SPARE: frozenset(),
    Status.OPEN: frozenset({Status.PAUSED, Status.CLOSED}),
    Status.PAUSED: frozenset({Status.OPEN, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.OPEN, Status.DELETED}),
    Status.DELETED: frozenset(),
}


@transaction.atomic
def change_status(*, territory: Territory, to: str, message: str = "") -> Territory:
    """The territory as it is now, locked until the end of the transaction: a publication that is
    under way there is waited for, and the next one finds the new status.

    Raises ValidationError when the table of next steps does not allow it.
    """
    with schema_context("public"):
        territory = Territory.objects.select_for_update().get(pk=territory.pk)
        if to not in NEXT_STATUSES[Status(territory.status)] or territory.is_national:
            raise ValidationError(
                _("%(territory)s is “%(status)s”: it cannot become “%(to)s”."),
                params={
                    "territory": territory,
                    "status": territory.get_status_display(),
                    "to": Status(to).label,
                },
            )
        territory.status, territory.message, territory.delete_on = to, message, None
        territory.full_clean(exclude=["schema_name"])
        territory.save()
    return territory


def open_until_commit(territory: Territory) -> bool:
    """Whether it is open now. Whoever pauses or closes it waits until the end of this transaction,
    or this one for theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status FROM public.tenants_territory WHERE id = %s FOR SHARE", [territory.pk]
        )
        return cursor.fetchone() == (Status.OPEN,)
