"""Who decides which of the country's offers a territory shows."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from offers.permissions import permission
from tenants.models import NATIONAL
from tenants.rights import Action, Domain

HIDE = permission(Domain.NATIONWIDE, Action.WRITE)


def may_hide(user) -> bool:
    return connection.schema_name != NATIONAL and user.has_perm(HIDE)


def for_those_who_hide(view):
    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.tenant.is_national:
            raise Http404
        if not may_hide(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked
