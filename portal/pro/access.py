"""Who enters the pages with login: people who work in an organisation, on the national site.

An account sees what its organisations were asked, whatever else it may do on the portal.
"""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse, reverse_lazy

from contacts.models import Professional
from portal.secret_pages import private
from portal.territories import on_the_national_site

SIGN_IN = reverse_lazy("pro:sign_in")


def national_site(view):
    """A page of somebody's own, on the national site alone."""
    return private(on_the_national_site(view))


def door_of(request) -> str:
    """Where one signs in, on whichever site."""
    return str(SIGN_IN) if request.tenant.is_national else reverse("wagtailadmin_login")


def for_professionals(view):
    """Signed in, with work in an organisation: `request.rows` are their rows there, with it."""

    @national_site
    @login_required(login_url=SIGN_IN)
    @wraps(view)
    def checked(request, *args, **kwargs):
        rows = Professional.objects.of(request.user).select_related("organisation")
        request.rows = list(rows)
        if not request.rows:
            return render(request, "pro/nobody.html", status=403)
        return view(request, *args, **kwargs)

    return checked


def row_for(request, asked):
    """Under which of their rows this person handles a request that they see."""
    for row in request.rows:
        if row.organisation_id == asked.organisation_id:
            return row
    raise Http404
