"""National screens are for national admins on the national site; elsewhere they do not exist."""

from functools import wraps

from django.db import connection
from django.http import Http404
from wagtail.admin.menu import MenuItem
from wagtail.permissions import ModelPermissionPolicy

from tenants.models import NATIONAL


def is_national_admin(user) -> bool:
    return user.is_active and user.is_superuser and connection.schema_name == NATIONAL


def national_only(view):
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not is_national_admin(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return checked


class NationalMenuItem(MenuItem):
    def is_shown(self, request):
        return is_national_admin(request.user)


class NationalPolicy(ModelPermissionPolicy):
    """Only these actions, and only for national admins on the national site."""

    def __init__(self, model, actions):
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user, action):
        return action in self.actions and is_national_admin(user)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission(actions).filter(is_superuser=True)
