"""Who may do what: roles are groups of each territory; national admins are superusers.

The matrix itself (role × domain) is written by `offers.permissions`, where the pages are.
"""

from django.contrib.auth.models import Group
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from tenants.accounts.models import TerritoryRole, User
from tenants.models import Territory


class Role(models.TextChoices):
    ANIMATOR = "animator", _("Animator")
    EDITOR = "editor", _("Editor")


@transaction.atomic
def set_role(*, user: User, role: Role | None) -> None:
    """Give this person one role in the territory whose schema is active; None takes it back."""
    territory = Territory.objects.get(schema_name=connection.schema_name)
    user.groups.remove(*Group.objects.filter(name__in=Role.values))
    if role is None:
        TerritoryRole.objects.filter(user=user, territory=territory).delete()
    else:
        user.groups.add(Group.objects.get(name=role))
        TerritoryRole.objects.update_or_create(
            user=user, territory=territory, defaults={"role": role}
        )


def role_of(user: User) -> Role | None:
    """The role in the territory whose schema is active."""
    name = user.groups.filter(name__in=Role.values).values_list("name", flat=True).first()
    return Role(name) if name else None


def members():
    """People with a role in the territory whose schema is active, with `role` beside each."""
    return (
        User.objects.filter(groups__name__in=Role.values)
        .annotate(role=models.F("groups__name"))
        .order_by("last_name", "email")
    )
