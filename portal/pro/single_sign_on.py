"""The account that one has elsewhere opens the one that one has here (OpenID Connect), on the
national site. The provider says who it is; it makes no account, and stands for the password
alone."""

import logging

import jwt
import requests
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from django.shortcuts import render
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from portal.pro.access import national_site
from portal.pro.security import where_to
from tenants.accounts.backends import TerritoryBackend

logger = logging.getLogger(__name__)
# What a provider, or somebody in its name, may answer instead of an identity.
REFUSALS = (requests.RequestException, jwt.PyJWTError, SuspiciousOperation, ValueError, KeyError)


class VerifiedAddressBackend(TerritoryBackend, OIDCAuthenticationBackend):
    """An open account, by an address that the provider has verified."""

    # At each request: the library's own would keep an account that was closed.
    get_user = ModelBackend.get_user

    def authenticate(self, request, **given):
        # A password is another backend's affair, whatever the address of its page says.
        return super().authenticate(request, **given) if "nonce" in given else None

    def verify_token(self, token, **given):
        """The library does not ask for whom it was made."""
        told = super().verify_token(token, **given)
        audience = told.get("aud")
        if self.OIDC_RP_CLIENT_ID not in (audience if isinstance(audience, list) else [audience]):
            raise SuspiciousOperation("An identity made for somebody else.")
        return told

    def get_userinfo(self, access_token, id_token, payload):
        told = super().get_userinfo(access_token, id_token, payload)
        if told.get("sub") != payload["sub"]:
            raise SuspiciousOperation("Two people in one answer.")
        return told

    def verify_claims(self, claims):
        return bool(claims.get("email")) and claims.get("email_verified") is True

    def filter_users_by_claims(self, claims):
        found = super().filter_users_by_claims(claims)
        return [user for user in found if self.user_can_authenticate(user)]


class BackView(OIDCAuthenticationCallbackView):
    def get(self, request):
        try:
            return super().get(request)
        except REFUSALS:
            logger.warning("A single sign-on was refused.", exc_info=True)
            return self.login_failure()

    @property
    def success_url(self):
        return where_to(self.request, self.request.session.pop("oidc_login_next", None) or "")

    def login_failure(self):
        context = {"name": settings.OIDC_NAME}
        return render(self.request, "pro/no_single_sign_on.html", context, status=403)


def _if_there_is_one(view):
    def checked(request):
        if not settings.OIDC_NAME:
            raise Http404
        return view.as_view()(request)

    return national_site(checked)


go = _if_there_is_one(OIDCAuthenticationRequestView)
back = _if_there_is_one(BackView)
