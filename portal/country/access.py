"""Who enters the pages that see the country: national admins, and correspondents within their
perimeter, on the national site."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from portal.pro.access import SIGN_IN, national_site, owes_a_code
from tenants.accounts.perimeters import perimeter_of


def signed_in(view):
    """On the national site, with the second proof of who has one."""

    @national_site
    @login_required(login_url=SIGN_IN)
    @wraps(view)
    def checked(request, *args, **kwargs):
        if owes_a_code(request):
            here = urlencode({"next": request.get_full_path() if request.method == "GET" else ""})
            return redirect(f"{reverse('pro:code')}?{here}")
        return view(request, *args, **kwargs)

    return checked


def for_followers(view):
    """Signed in, with something to follow: `request.perimeter` says what."""

    @signed_in
    @wraps(view)
    def checked(request, *args, **kwargs):
        request.perimeter = perimeter_of(request.user, timezone.localdate())
        if not request.perimeter:
            return render(request, "country/nobody.html", status=403)
        return view(request, *args, **kwargs)

    return checked
