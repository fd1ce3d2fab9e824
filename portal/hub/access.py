"""Who moderates the hub. Who enters it is said by the table of rights (`for_staff`): teams of the
territories, correspondents, national admins; never young people nor organisations."""

from functools import wraps

from django.http import Http404
from django.utils import timezone

from portal.country.access import for_staff
from portal.grants import grants_of
from tenants.accounts.models import User
from tenants.accounts.perimeters import grants_of_the_country
from tenants.rights import DECIDE, READ, Domain, may


def may_enter(user: User) -> bool:
    return may(grants_of(user, timezone.localdate()), READ, Domain.HUB, ())


def moderates(user: User) -> bool:
    return may(grants_of_the_country(user), DECIDE, Domain.HUB, ())


def for_moderators(view):
    @for_staff
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not moderates(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return checked
