"""What each page of the journey does first: read where somebody is, and be on the right site."""

from functools import wraps

from django.shortcuts import redirect, render

from portal.journey.communes import is_elsewhere, site_of
from portal.journey.visit import read_visit


def visited(view):
    """Gives the view the visit that the address tells. A commune that is none gets a page with the
    field to type it again; a page with answers is kept by no cache and found by no engine."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        visit = read_visit(request)
        if visit.unknown:
            context = {"typed": visit.unknown, "found": [], "unknown": True}
            return render(request, "journey/communes.html", context, status=404)
        response = view(request, visit, *args, **kwargs)
        if visit.raw:
            response["Cache-Control"] = "no-store"
            response["X-Robots-Tag"] = "noindex"
        return response

    return wrapper


def on_its_site(view):
    """Inside `visited`: the same page on the site that answers for the commune."""

    @wraps(view)
    def wrapper(request, visit, *args, **kwargs):
        # What is being sent stays where it is: a redirection would lose it.
        if request.method != "POST" and visit.place and is_elsewhere(visit.place, request.tenant):
            site = site_of(visit.place)
            # A territory that has just opened: what another process remembers is a moment old.
            if site != request.tenant.url:
                return redirect(f"{site}{request.get_full_path()}")
        return view(request, visit, *args, **kwargs)

    return wrapper


def placed(view):
    """`visited`, for a page that says nothing without a commune; the same on its site."""

    @visited
    @on_its_site
    @wraps(view)
    def wrapper(request, visit, *args, **kwargs):
        if visit.place is None:
            return redirect("journey:home")
        return view(request, visit, *args, **kwargs)

    return wrapper
