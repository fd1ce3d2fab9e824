"""Offers on a map, and the same as a list: all there is without JavaScript."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.asking import theme_names
from portal.contours import communes_of, compact, tag
from portal.journey.arriving import on_its_site, on_its_theme, placed, visited
from portal.journey.finding import urgent_numbers
from portal.journey.mapping import find_near, map_points
from portal.journey.views.questions import asked_in
from portal.journey.visit import Visit
from portal.searching import Reading, understood


@require_safe
@placed
@on_its_theme
def offers_map(request, visit, theme):
    asked = asked_in(visit, theme)
    visit = visit.in_theme(asked, theme_names(request.tenant))
    reading = understood(visit.wanted(theme=asked.theme.key, answers=asked.answers))
    context = {
        "asked": asked,
        "theme": asked.theme,
        "query": visit.query(asked.raw),
        "urgent": urgent_numbers(asked.urgent),
        "leaves_quickly": asked.theme.sensitive,
    }
    return render(request, "journey/map.html", {**context, **_mapped(visit, reading)})


@require_safe
@visited
@on_its_site
@on_its_theme
def search_map(request, visit):
    themes = theme_names(request.tenant)
    visit = visit.known_to(themes)
    reading = understood(visit.wanted())
    visit = visit.at(reading)
    asked = bool(visit.words or visit.place or visit.filters.pairs)
    theme = themes.get(visit.filters.theme)
    urgent = urgent_numbers(reading.read.urgent)
    context = {
        "visit": visit,
        "query": visit.query({}),
        "urgent": urgent,
        "leaves_quickly": bool(urgent) or (theme is not None and theme.sensitive),
        **(_mapped(visit, reading) if asked else {"offers": [], "more": False}),
    }
    return render(request, "journey/map.html", context)


@require_safe
@cache_control(public=True, max_age=3600)
def contours(request):
    """What the map is drawn on: see tenants.geography.contours.Drawing.compact."""
    text = compact(communes_of(request.tenant))
    response = HttpResponse(text, content_type="application/json", headers={"ETag": tag(text)})
    return get_conditional_response(request, etag=tag(text), response=response)


def _mapped(visit: Visit, reading: Reading) -> dict:
    """The same offers as in the list, with the same filters."""
    hits, count = find_near(reading.search(timezone.now()))
    offers = map_points(hits, visit.place)
    return {"visit": visit, "offers": offers, "more": count > len(hits)}
