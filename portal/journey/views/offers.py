"""Offers that apply: those of a theme, and those that answer words. Never an empty end."""

from django.db.transaction import non_atomic_requests
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.asking import theme_names
from portal.journey.arriving import on_its_site, on_its_theme, placed, visited
from portal.journey.communes import is_elsewhere, site_of
from portal.journey.finding import found_context, place_context, urgent_numbers
from portal.journey.views.questions import asked_in
from portal.network import visitor_of
from portal.searching import understood
from search.logbook import note_search


# Both only read: a transaction would ask the database twice for nothing.
@non_atomic_requests
@require_safe
@placed
@on_its_theme
def offers(request, visit, theme):
    asked = asked_in(visit, theme)
    visit = visit.in_theme(asked, theme_names(request.tenant))
    reading = understood(visit.wanted(theme=theme, answers=asked.answers))
    context = {
        **found_context(request, visit, reading, asked),
        "asked": asked,
        "theme": asked.theme,
        "query": visit.query(asked.raw),
        "urgent": urgent_numbers(asked.urgent),
    }
    return _page(request, "journey/offers.html", visit, context)


@non_atomic_requests
@require_safe
@visited
@on_its_site
@on_its_theme
def search(request, visit):
    """Words, from any page; with a commune when one is known, or named in them."""
    themes = theme_names(request.tenant)
    visit = visit.known_to(themes)
    reading = understood(visit.wanted())
    visit = visit.at(reading)
    if visit.place and reading.place_is_named and is_elsewhere(visit.place, request.tenant):
        return HttpResponseRedirect(f"{site_of(visit.place)}{request.path}{visit.changed({})}")
    theme = themes.get(visit.filters.theme)
    context = {
        "visit": visit,
        "query": visit.query({}),
        "urgent": urgent_numbers(reading.read.urgent),
        "sensitive": theme is not None and theme.sensitive,
    }
    if visit.words or visit.place or visit.filters.pairs:
        context |= found_context(request, visit, reading)
        context |= place_context(visit, reading, context["results"])
        _note(request, visit, context["results"])
    return _page(request, "journey/search.html", visit, context)


def _note(request, visit, results):
    # A filter that leaves nothing is not a need that nobody answers.
    first = "near_page" not in request.GET and "far_page" not in request.GET
    if first and not visit.filters.pairs and not request.htmx:
        note_search(
            words=visit.words,
            territory=request.tenant,
            language=get_language(),
            found=results.count > 0,
            visitor=visitor_of(request),
        )


def _page(request, template, visit, context):
    """The whole page, or with htmx the part that changes, and its address."""
    part = bool(request.htmx) and "results" in context
    context |= {"htmx": part, "search": "theme" not in context}
    response = render(request, "journey/_found.html" if part else template, context)
    patch_vary_headers(response, ["HX-Request"])
    if part:
        response["HX-Push-Url"] = request.path + visit.changed({})
    if visit.words or visit.filters.pairs:
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
    return response
