"""The figures of a site's own place: for everybody, and in its administration for animators."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.commitments.permissions import WATCH
from portal.country.dashboards import dashboard_of, public_dashboard_of
from portal.country.models import PlaceFigures
from portal.country.views import dashboard_file
from tenants.accounts.perimeters import Perimeter

# They change at night.
PUBLIC_SECONDS = 600


@require_safe
@cache_control(public=True, max_age=PUBLIC_SECONDS)
def public(request):
    place = PlaceFigures.objects.of_site(request.tenant)
    dashboard = place and public_dashboard_of(place)
    return render(request, "country/public.html", {"dashboard": dashboard})


@require_safe
@permission_required(WATCH, raise_exception=True)
def of_territory(request):
    if request.tenant.is_national:
        return redirect("country:figures")
    return render(request, "country/of_territory.html", {"dashboard": _dashboard(request)})


@require_safe
@permission_required(WATCH, raise_exception=True)
def territory_file(request, file_format):
    dashboard = _dashboard(request)
    if dashboard is None:
        raise Http404
    return dashboard_file(dashboard, file_format)


def _dashboard(request):
    """An animator follows their own territory, and nothing that it lies in."""
    place = PlaceFigures.objects.of_site(request.tenant)
    return place and dashboard_of(place, Perimeter())
