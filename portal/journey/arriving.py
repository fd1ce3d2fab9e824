"""What each page of the journey does first: read where somebody is, and be on the right site."""

from functools import wraps

from django.shortcuts import redirect, render
from django.urls import reverse

from portal.asking import need_now
from portal.journey.communes import is_elsewhere, site_of
from portal.journey.visit import read_visit
from themes.moves import Need


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


def on_its_theme(view):
    """Inside `visited`: the address of a theme or sub-theme that was merged or split leads to what
    took its place. Another theme asks other questions: one begins with the first."""

    @wraps(view)
    def wrapper(request, visit, **named):
        wanted = Need(named.get("theme") or visit.filters.theme, visit.filters.subtheme)
        now = need_now(wanted, request.tenant)
        if now == wanted:
            return view(request, visit, **named)
        if "theme" not in named:
            changed = {"theme": now.theme, "subtheme": now.subtheme}
            return redirect(request.path + visit.changed(changed))
        query = visit.changed({"subtheme": now.subtheme})
        if named.keys() == {"theme"}:
            return redirect(reverse(request.resolver_match.view_name, args=[now.theme]) + query)
        return redirect(reverse("journey:question", args=[now.theme, 1]) + query)

    return wrapper
