"""National screens are for national admins on the national site; elsewhere they do not exist.

Which of them a role opens is in the matrix (`tenants.rights`).
"""

from functools import wraps

from django.db import connection
from django.http import Http404
from django.urls import resolve
from wagtail.admin.menu import MenuItem
from wagtail.permissions import ModelPermissionPolicy

from portal.domains import domain_named, domain_of
from tenants.accounts.perimeters import grants_of_the_country
from tenants.models import NATIONAL
from tenants.rights import Action, Domain, may


def may_here(user, domain: Domain) -> bool:
    at_home = connection.schema_name == NATIONAL
    return at_home and may(grants_of_the_country(user), Action.DECIDE, domain, ())


def national_only(view):
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may_here(request.user, domain_of(request.resolver_match)):
            raise Http404
        return view(request, *args, **kwargs)

    return checked


class NationalMenuItem(MenuItem):
    def is_shown(self, request):
        return may_here(request.user, domain_of(resolve(self.url)))


class NationalPolicy(ModelPermissionPolicy):
    """Only these actions, and only for national admins on the national site; `name` is that of
    the screens."""

    def __init__(self, model, actions, name):
        super().__init__(model)
        self.actions = frozenset(actions)
        self.domain = domain_named(name)

    def user_has_permission(self, user, action):
        return action in self.actions and may_here(user, self.domain)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission(actions).filter(is_superuser=True)
