"""Offers on a map, and the same as a list: all there is without JavaScript."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.contours import communes_of, compact, tag
from portal.journey.arriving import on_its_site, placed, visited
from portal.journey.mapping import find_near, map_points
from portal.journey.views.questions import asked_in
from portal.journey.visit import Visit
from search.services import read_words


@require_safe
@placed
def offers_map(request, visit, theme):
    asked = asked_in(visit, theme)
    context = _mapped(visit, theme=asked.theme.key, answers=asked.answers)
    context |= {"asked": asked, "theme": asked.theme, "query": visit.query(asked.raw)}
    return render(request, "journey/map.html", context)


@require_safe
@visited
@on_its_site
def search_map(request, visit):
    asked = bool(visit.words or visit.place)
    context = _mapped(visit, words=visit.words) if asked else {"offers": [], "more": False}
    return render(
        request, "journey/map.html", {**context, "visit": visit, "query": visit.query({})}
    )


@require_safe
@cache_control(public=True, max_age=3600)
def contours(request):
    """What the map is drawn on: see tenants.geography.contours.Drawing.compact."""
    text = compact(communes_of(request.tenant))
    response = HttpResponse(text, content_type="application/json", headers={"ETag": tag(text)})
    return get_conditional_response(request, etag=tag(text), response=response)


def _mapped(visit: Visit, *, words: str = "", **search) -> dict:
    read = read_words(words, near=visit.place, territory=visit.territory)
    asked = visit.search(mode=visit.mode, terms=read.terms, typed=read.typed, **search)
    hits, count = find_near(asked)
    offers = map_points(hits, visit.place)
    return {"visit": visit, "offers": offers, "more": count > len(hits)}
