"""Who enters: the software of one organisation, with a key, within its scopes and its rate."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.throttling import SimpleRateThrottle

from contacts.models import InboxKey
from contacts.services.keys import note_use

SCHEME = "Bearer"
LONGEST = 200


class KeyAuthentication(BaseAuthentication):
    """`request.auth` is the key; nobody in particular is behind it."""

    def authenticate(self, request):
        now = timezone.now()
        key = InboxKey.objects.opened_by(_secret_in(request), now)
        if key is None:
            raise AuthenticationFailed(_("This key is wrong, has expired or was taken back."))
        note_use(key, now)
        return AnonymousUser(), key

    def authenticate_header(self, request):
        return SCHEME


class HasScope(BasePermission):
    """The `scope` of the view is one of the key's."""

    def has_permission(self, request, view):
        if view.scope not in request.auth.scopes:
            raise PermissionDenied(
                _("This key does not allow it: it has no “%(scope)s”.") % {"scope": view.scope}
            )
        return True


class InboxRate(SimpleRateThrottle):
    scope = "inbox"
    rate = settings.API_INBOX_RATE

    def get_cache_key(self, request, view):
        return f"rate:{self.scope}:{request.auth.pk}"


class RevealRate(InboxRate):
    """As fast as a team calls, too slow to copy all the contacts of a year."""

    scope = "reveal"
    rate = settings.API_REVEAL_RATE


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = KeyAuthentication
    name = "organisationKey"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": SCHEME.lower(),
            "description": "A key that the lead of an organisation makes at /pro/cles/.",
        }

    def get_security_requirement(self, auto_schema):
        return {self.name: [auto_schema.view.scope]}


def _secret_in(request) -> str:
    header = request.headers.get("Authorization", "")
    scheme, _space, secret = header.partition(" ")
    if scheme.lower() != SCHEME.lower() or not secret.strip():
        raise AuthenticationFailed(
            _("Send the key of your organisation: “Authorization: Bearer …”.")
        )
    return secret.strip()[:LONGEST]
