"""Who enters the hub: the teams of the territories, correspondents, national admins; on the
national site. Young people and the organisations' professionals never do."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse_lazy
from django.utils import timezone

from portal.grants import grants_of
from portal.pro.access import national_site
from tenants.accounts.models import User
from tenants.accounts.perimeters import grants_of_the_country
from tenants.rights import DECIDE, READ, Domain, may

SIGN_IN = reverse_lazy("wagtailadmin_login")


def may_enter(user: User) -> bool:
    return may(grants_of(user, timezone.localdate()), READ, Domain.HUB, ())


def moderates(user: User) -> bool:
    return may(grants_of_the_country(user), DECIDE, Domain.HUB, ())


def for_teams(view):
    @national_site
    @login_required(login_url=SIGN_IN)
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may_enter(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def for_moderators(view):
    @for_teams
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not moderates(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return checked
