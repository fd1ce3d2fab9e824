from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.country.access import for_followers
from portal.country.dashboards import Dashboard, dashboard_of
from portal.country.models import PlaceFigures
from portal.downloads import SPREADSHEETS, file_of
from tenants.folding import fold
from tenants.geography.codes import FRANCE


@for_followers
@require_safe
def home(request):
    followed = PlaceFigures.objects.within(request.perimeter).exclude(territory=None)
    figures = dict(followed.values_list("territory", "place"))
    territories = sorted(request.perimeter.territories(), key=lambda one: fold(one.name))
    context = {"territories": [(one, figures.get(one.pk)) for one in territories]}
    return render(request, "country/home.html", context)


@for_followers
@require_safe
def figures(request):
    """The widest place that one follows; with several mandates, the choice between them."""
    followed = PlaceFigures.objects.within(request.perimeter)
    places = list(followed.filter(place__in=request.perimeter.zones or [FRANCE]))
    if len(places) == 1:
        return redirect("country:place", places[0].place)
    return render(request, "country/figures.html", {"places": places})


@for_followers
@require_safe
def place(request, place):
    return render(request, "country/place.html", {"dashboard": _dashboard(request, place)})


@for_followers
@require_safe
def place_file(request, place, file_format):
    return dashboard_file(_dashboard(request, place), file_format)


def dashboard_file(dashboard: Dashboard, file_format: str):
    """What the page shows, for a spreadsheet."""
    if file_format not in SPREADSHEETS:
        raise Http404
    name = f"{_('figures')}-{dashboard.place.place.replace(':', '-')}-{dashboard.place.counted_on}"
    return file_of(dashboard.rows(), file_format, name=name, title=_("Figures"))


def _dashboard(request, place):
    followed = PlaceFigures.objects.within(request.perimeter)
    return dashboard_of(get_object_or_404(followed, place=place), request.perimeter)
