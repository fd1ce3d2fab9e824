"""Every role that somebody holds, and where: what `tenants.rights` is asked with."""

from datetime import date

from django.utils import timezone

from portal.deployment.models import Member
from tenants.accounts.models import Mandate, TerritoryRole, User
from tenants.accounts.perimeters import grants_of_the_country
from tenants.rights import Grant, Who


def grants_of(user: User, on: date) -> frozenset[Grant]:
    """On this day; but what their organisations give, which is asked where it is needed."""
    if not user.is_active:
        return frozenset()
    held = Mandate.objects.held_by(user, on).values_list("role", "zone")
    here = TerritoryRole.objects.filter(user=user).values_list("role", "territory__schema_name")
    named = Member.objects.filter(user=user).values_list("role", "project")
    return grants_of_the_country(user).union(
        (Grant(Who(role), zone) for role, zone in held),
        (Grant(Who(role), f"territory:{slug}") for role, slug in here),
        (Grant(Who(role), f"project:{pk}") for role, pk in named),
    )


def held_by(request) -> frozenset[Grant]:
    """What whoever asks for this page holds today; asked once a page."""
    if not hasattr(request, "held"):
        request.held = grants_of(request.user, timezone.localdate())
    return request.held
