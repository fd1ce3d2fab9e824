"""Offers that apply: those of a theme, and those that answer words. Never an empty end."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from contacts.wording import answer_in_words
from portal.journey.arriving import on_its_site, placed, visited
from portal.journey.nearby import info_jeunes_offer, nearest_info_jeunes
from portal.journey.views.questions import asked_in
from portal.journey.visit import Asked, Visit
from portal.listing import show
from portal.network import visitor_of
from search.logbook import note_search
from search.models import Mode
from search.query import PAGE_SIZE
from search.services import find_offers, read_words
from themes.emergency import EMERGENCY_NUMBERS

MAX_PAGE = 50
MAX_WAYS_ON = 3


@require_safe
@placed
def offers(request, visit, theme):
    asked = asked_in(visit, theme)
    context = _results(request, visit, asked, theme=theme, answers=asked.answers)
    context |= {
        "asked": asked,
        "theme": asked.theme,
        "query": visit.query(asked.raw),
        "urgent": [EMERGENCY_NUMBERS[key] for key in asked.urgent],
    }
    if not context["results"].count:
        context |= {
            "ways_on": _ways_on(visit, asked),
            "human": info_jeunes_offer(visit, timezone.now()),
            "info_jeunes": nearest_info_jeunes(visit.place),
        }
    return render(request, "journey/offers.html", context)


@require_safe
@visited
@on_its_site
def search(request, visit):
    """Words, from any page; with a commune when one is known."""
    context = {"visit": visit, "query": visit.query({})}
    if visit.words or visit.place:
        context |= _results(request, visit, None, words=visit.words)
        # A filter that leaves nothing is not a need that nobody answers.
        if _page(request) == 1 and not visit.mode:
            note_search(
                words=visit.words,
                territory=request.tenant,
                language=get_language(),
                found=context["results"].count > 0,
                visitor=visitor_of(request),
            )
    return render(request, "journey/search.html", context)


def _results(request, visit: Visit, asked: Asked | None, *, words: str = "", **search) -> dict:
    page = _page(request)
    read = read_words(words, near=visit.place, territory=request.tenant)
    results = find_offers(
        visit.search(mode=visit.mode, page=page, terms=read.terms, typed=read.typed, **search)
    )
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
        "modes": Mode.choices,
    }


def _page(request) -> int:
    typed = request.GET.get("page", "1")
    if not (typed.isascii() and typed.isdigit()):
        return 1
    # More digits than any page has: not even read as a number.
    return min(max(int(typed[:4]), 1), MAX_PAGE)


def _ways_on(visit: Visit, asked: Asked) -> list[tuple[str, int, str]]:
    """What one answer less, or any mode, would give: [(the answer in words, count, address)]."""
    fewer = [
        (answer_in_words(question, asked.answers[question.key]), asked.without(question.key))
        for question in asked.shown
        if question.key in asked.answers
    ]
    if visit.mode:
        fewer.append(("", asked))
    path = reverse("journey:offers", args=[asked.theme.key])
    ways = [(words, _count(visit, one), path + visit.query(one.raw)) for words, one in fewer]
    return sorted((way for way in ways if way[1]), key=lambda way: -way[1])[:MAX_WAYS_ON]


def _count(visit: Visit, asked: Asked) -> int:
    search = visit.search(theme=asked.theme.key, answers=asked.answers, page_size=1)
    return find_offers(search).count
