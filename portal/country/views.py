from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.country.access import for_followers


@for_followers
@require_safe
def home(request):
    territories = request.perimeter.territories().order_by("name")
    return render(request, "country/home.html", {"territories": territories})
