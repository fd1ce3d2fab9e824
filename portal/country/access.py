"""Who enters the pages that see the country, on the national site: each within their perimeter, for
what the matrix opens to their role."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone

from portal.domains import domain_of
from portal.grants import held_by
from portal.pro.access import SIGN_IN, national_site
from tenants.accounts.perimeters import perimeter_of
from tenants.rights import READ, may


def signed_in(view):
    """On the national site."""
    return national_site(login_required(login_url=SIGN_IN)(view))


def for_followers(view):
    """Signed in, with something to follow: `request.perimeter` says what."""

    @signed_in
    @wraps(view)
    def checked(request, *args, **kwargs):
        domain = domain_of(request.resolver_match)
        request.perimeter = perimeter_of(request.user, timezone.localdate(), domain)
        if not request.perimeter:
            return render(request, "country/nobody.html", status=403)
        return view(request, *args, **kwargs)

    return checked


def for_staff(view):
    """Signed in, with a role that reads this domain, wherever it is held."""

    @signed_in
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may(held_by(request), READ, domain_of(request.resolver_match), ()):
            return render(request, "country/nobody.html", status=403)
        return view(request, *args, **kwargs)

    return checked
