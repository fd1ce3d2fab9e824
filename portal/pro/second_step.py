"""Behind a sign-in nothing opens with the password alone: for who has a second proof, and for those
who work on the portal, who must have one."""

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY

from portal.domains import domain_of
from portal.grants import grants_of
from portal.pro.second_factor import has_second_factor, is_theirs
from tenants.accounts.models import User
from tenants.rights import Domain

CODE, SECURITY = "pro:code", "pro:security"


class SecondStepMiddleware:
    """On every site, Wagtail's screens included: each has its own sign-in, and its own step."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if domain_of(match) in (Domain.OPEN, Domain.DOORS) or match.view_name == CODE:
            return None
        if not request.user.is_authenticated or has_shown_it(request):
            return None
        if has_second_factor(request.user):
            return _lead_to(CODE, request)
        if match.view_name != SECURITY and must_have_one_now(request.user):
            return _lead_to(SECURITY, request)
        return None


def has_shown_it(request) -> bool:
    """Whether this session has shown a proof that is still one."""
    shown = request.session.get(DEVICE_ID_SESSION_KEY)
    return bool(shown and is_theirs(request.user, shown))


def must_have_one(user: User) -> bool:
    """Those who hold a role; professionals are offered one."""
    asked = settings.SECOND_FACTOR_GRACE_DAYS is not None
    return asked and bool(grants_of(user, timezone.localdate()))


def must_have_one_now(user: User) -> bool:
    return must_have_one(user) and timezone.localdate() >= last_day_without(user)


def last_day_without(user: User):
    """From this day on, nothing opens before a second proof is there."""
    grace = timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)
    return timezone.localdate(user.date_joined) + grace


def _lead_to(step, request):
    here = urlencode({"next": request.get_full_path() if request.method == "GET" else ""})
    return redirect(f"{reverse(step)}?{here}")
