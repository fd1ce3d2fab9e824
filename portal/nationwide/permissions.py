"""Whoever publishes offers in a territory decides which of the country's it shows."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from wagtail.permissions import page_permission_policy

from tenants.models import NATIONAL


def may_hide(user) -> bool:
    return connection.schema_name != NATIONAL and page_permission_policy.user_has_permission(
        user, "publish"
    )


def for_publishers(view):
    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.tenant.is_national:
            raise Http404
        if not may_hide(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked
