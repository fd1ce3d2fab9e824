"""Offers that apply: those of a theme, and those that answer words. Never an empty end."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.journey.nearby import nearest_info_jeunes
from portal.journey.views.questions import in_words
from portal.journey.visit import read_asked, read_visit
from portal.listing import show
from search.models import Mode
from search.query import PAGE_SIZE
from search.services import find_offers
from themes.emergency import EMERGENCY_NUMBERS
from themes.models import Theme

MAX_PAGE = 50


@require_safe
def offers(request, theme):
    visit = read_visit(request)
    if visit.place is None:
        return redirect("journey:home")
    theme = get_object_or_404(Theme.objects.current(request.tenant), key=theme)
    asked = read_asked(theme, visit)
    context = _results(request, visit, asked, theme=theme.key, answers=asked.answers)
    context |= {
        "asked": asked,
        "theme": theme,
        "query": visit.query(asked.raw),
        "chips": [
            text for one in asked.shown if (text := in_words(one, asked.answers.get(one.key)))
        ],
        "urgent": [EMERGENCY_NUMBERS[key] for key in asked.urgent],
    }
    if not context["results"].count:
        context |= {
            "ways_on": _relaxed(visit, asked),
            "info_jeunes": nearest_info_jeunes(visit.place),
        }
    return render(request, "journey/offers.html", context)


@require_safe
def search(request):
    """Words, from any page; with a commune when one is known."""
    visit = read_visit(request)
    context = {"visit": visit, "query": visit.query({})}
    if visit.words or visit.place:
        context |= _results(request, visit, None, words=visit.words)
    return render(request, "journey/search.html", context)


def _results(request, visit, asked, **search):
    mode = visit.mode if visit.mode in Mode else ""
    page = _page(request)
    results = find_offers(visit.search(mode=mode, page=page, **search))
    now = timezone.now()
    shown = [
        show(
            hit,
            place=visit.place,
            answers=asked.answers if asked else {},
            questionnaire=asked.questionnaire if asked else None,
            now=now,
            territory=request.tenant,
        )
        for hit in results.hits
    ]
    # The near ones come first: those left on this page are the first of them.
    near = max(0, min(results.near_count - (page - 1) * PAGE_SIZE, len(shown)))
    return {
        "visit": visit,
        "results": results,
        "near": shown[:near],
        "far": shown[near:],
        "page": Paginator(range(results.count), PAGE_SIZE).get_page(page),
        "mode": mode,
        "modes": Mode.choices,
    }


def _page(request):
    typed = request.GET.get("page", "1")
    return min(max(int(typed), 1), MAX_PAGE) if typed.isascii() and typed.isdigit() else 1


def _relaxed(visit, asked):
    """What one answer less, or no mode, would give: [(sentence's subject, count, address)]."""
    ways = []
    path = reverse("journey:offers", args=[asked.theme.key])
    if visit.mode:
        count = find_offers(
            visit.search(theme=asked.theme.key, answers=asked.answers, page_size=1)
        ).count
        ways.append(("", count, path + visit.query(asked.raw)))
    for question in asked.questionnaire.questions:
        if question.key not in asked.answers:
            continue
        raw = {key: values for key, values in asked.raw.items() if key != question.key}
        fewer = {key: value for key, value in asked.answers.items() if key != question.key}
        count = find_offers(visit.search(theme=asked.theme.key, answers=fewer, page_size=1)).count
        words = in_words(question, asked.answers[question.key])
        ways.append((words, count, path + visit.query(raw)))
    return sorted((way for way in ways if way[1]), key=lambda way: -way[1])[:3]
