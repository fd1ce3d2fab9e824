"""The account that one has elsewhere opens the one that one has here (OpenID Connect), on every
site. The provider says who it is; it makes no account, and stands for the password alone.

The provider knows one address to come back to, the national site's. What comes there goes on to the
site that asked: its session alone has what the answer is read with, once.
"""

import logging
from secrets import token_urlsafe

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from authlib.oauth2.claims import JWTClaims
from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe
from joserfc.errors import JoseError

from portal.pro.access import door_of
from portal.pro.security import where_to
from portal.secret_pages import private
from portal.territories import national_url
from tenants.accounts.backends import TerritoryBackend
from tenants.accounts.models import User
from tenants.models import Territory

logger = logging.getLogger(__name__)
SALT = "portal.pro.single_sign_on"
# From a site to the provider and back to the national one.
LASTS_SECONDS = 600
TIMEOUT_SECONDS = 5
KEPT = "after_single_sign_on"
SIGNED = "application/jwt"
# What a provider, or somebody in its name, may answer instead of an identity.
REFUSALS = (
    *(requests.RequestException, AuthlibBaseError, JoseError),
    *(ValueError, TypeError, LookupError, AttributeError, RuntimeError),
)


def _if_there_is_one(view):
    def checked(request):
        if not settings.OIDC_NAME:
            raise Http404
        return view(request)

    return private(require_safe(checked))


@_if_there_is_one
def go(request):
    state = signing.dumps([request.tenant.slug, token_urlsafe()], salt=SALT)
    try:
        response = provider().authorize_redirect(request, address_of_back(), state=state)
    except REFUSALS:
        return _refuse(request, status=503)
    request.session[KEPT] = request.GET.get("next", "")
    return response


@_if_there_is_one
def back(request):
    asked_by = site_that_asked(request.GET.get("state", ""))
    if request.tenant.is_national and asked_by and not asked_by.is_national:
        return redirect(asked_by.url + request.get_full_path())
    try:
        user = account_of(verified_address(request))
    except REFUSALS:
        return _refuse(request)
    login(request, user)
    return redirect(where_to(request, request.session.pop(KEPT, "")))


def provider() -> DjangoOAuth2App:
    """Made for each use: what it publishes of itself, keys included, is read again."""
    return OAuth().register(
        "provider",
        **settings.OIDC_CLIENT,
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )


def address_of_back() -> str:
    """The same one whatever the language: the provider compares it."""
    with override(settings.LANGUAGE_CODE):
        return national_url() + reverse("pro:single_back")


def site_that_asked(state: str) -> Territory | None:
    try:
        slug, _once = signing.loads(state, salt=SALT, max_age=LASTS_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    return Territory.objects.at_work().with_host().filter(schema_name=slug).first()


def verified_address(request) -> str:
    """Raises one of REFUSALS for an answer that is none, that is not for us, not of one person, or
    without an address that the provider has verified."""
    client = provider()
    issuer = client.load_server_metadata()["issuer"]
    made_for_us = {
        "iss": {"value": issuer, "essential": True},
        "aud": {"value": client.client_id, "essential": True},
    }
    token = client.authorize_access_token(request, claims_options=made_for_us)
    told = told_of_the_person(client, token, made_for_us)
    if told["sub"] != token["userinfo"]["sub"]:
        raise ValueError("Two people in one answer.")
    if told.get("email_verified") is not True:
        raise ValueError("An address that the provider has not verified.")
    return told["email"]


def told_of_the_person(client: DjangoOAuth2App, token: dict, made_for_us: dict) -> dict:
    """What the provider says of who has this token, plain or signed (OpenID Connect 5.3.2)."""
    answer = client.get(client.load_server_metadata()["userinfo_endpoint"], token=token)
    answer.raise_for_status()
    if answer.headers.get("Content-Type", "").partition(";")[0].strip() != SIGNED:
        return answer.json()
    # Read with the keys of the provider, and held against whom it was made for, as an identity is;
    # the nonce was of the identity, and its last minute is optional here.
    return client.parse_id_token(
        {"id_token": answer.text}, nonce=None, claims_options=made_for_us, claims_cls=JWTClaims
    )


def account_of(email: str) -> User:
    """Raises LookupError when no open account has this address."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None or not TerritoryBackend().user_can_authenticate(user):
        raise LookupError("No open account has this address.")
    return user


def _refuse(request, *, status=403):
    logger.warning("A single sign-on was refused.", exc_info=True)
    context = {"name": settings.OIDC_NAME, "silent": status == 503, "door": door_of(request)}
    return render(request, "pro/no_single_sign_on.html", context, status=status)
