"""The questions of a theme: one a page, all optional, answers in the address."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.journey.visit import Asked, Visit, read_asked, read_visit
from search.services import find_offers
from themes.emergency import EMERGENCY_NUMBERS
from themes.models import Theme


@require_safe
def question(request, theme, number):
    visit, asked = _read(request, theme)
    shown = asked.shown
    if not 1 <= number <= len(shown):
        raise Http404
    return _render(request, visit, asked, shown[number - 1])


@require_safe
def answer(request, theme, key):
    """Take the answer to one question from the address, then on to the next."""
    visit, asked = _read(request, theme)
    current = asked.questionnaire.question(key)
    if current is None:
        raise Http404
    raw = {**visit.raw}
    if "skip" in request.GET:
        raw.pop(key, None)
    else:
        try:
            current.read(raw.get(key, []))
        except ValueError as error:
            return _render(request, visit, asked, current, error=str(error))
    asked = read_asked(asked.theme, Visit(visit.territory, visit.place, raw))
    return redirect(_next(visit, asked, key, changing="change" in request.GET))


def _next(visit, asked, key, *, changing):
    query = visit.query(asked.raw)
    keys = [one.key for one in asked.shown]
    later = keys[keys.index(key) + 1 :] if key in keys else []
    # A changed answer may open questions that were never seen.
    unseen = [one for one in later if not changing or one not in visit.raw]
    if not unseen or (changing and not _opened(visit, asked, unseen)):
        return reverse("journey:check", args=[asked.theme.key]) + query
    return reverse("journey:question", args=[asked.theme.key, keys.index(unseen[0]) + 1]) + query


def _opened(visit, asked, unseen):
    before = {one.key for one in read_asked(asked.theme, visit).shown}
    return [key for key in unseen if key not in before]


@require_safe
def check(request, theme):
    """All the answers on one page, each with a way to change it."""
    visit, asked = _read(request, theme)
    rows = [
        (number, one, in_words(one, asked.answers.get(one.key)))
        for number, one in enumerate(asked.shown, start=1)
    ]
    results = find_offers(visit.search(theme=theme, answers=asked.answers, page_size=1))
    context = {**_context(visit, asked), "rows": rows, "count": results.count}
    return render(request, "journey/check.html", context)


def in_words(question, answer) -> str:
    """An answer as a page shows it; "" for none."""
    if answer is None:
        return ""
    if isinstance(answer, int):
        return f"{answer} {question.unit}".strip()
    return ", ".join(one.label for one in question.choices if one.key in answer)


def _read(request, key) -> tuple[Visit, Asked]:
    visit = read_visit(request)
    theme = get_object_or_404(Theme.objects.current(request.tenant), key=key)
    return visit, read_asked(theme, visit)


def _context(visit: Visit, asked: Asked) -> dict:
    return {
        "visit": visit,
        "asked": asked,
        "theme": asked.theme,
        "query": visit.query(asked.raw),
        "urgent": [EMERGENCY_NUMBERS[key] for key in asked.urgent],
    }


def _render(request, visit, asked, current, error=""):
    keys = [one.key for one in asked.shown]
    number = keys.index(current.key) + 1 if current.key in keys else 1
    others = {key: values for key, values in asked.raw.items() if key != current.key}
    results = find_offers(visit.search(theme=asked.theme.key, answers=asked.answers, page_size=1))
    changing = "change" in request.GET
    context = {
        **_context(visit, asked),
        "question": current,
        "number": number,
        "total": len(keys),
        "others": others,
        "typed": visit.raw.get(current.key, []),
        "error": error,
        "changing": changing,
        "count": results.count,
        "words": [
            text for one in asked.shown if (text := in_words(one, asked.answers.get(one.key)))
        ],
        "back": _back(visit, asked, number, changing),
        "language": get_language(),
    }
    return render(request, "journey/question.html", context, status=400 if error else 200)


def _back(visit, asked, number, changing):
    query = visit.query(asked.raw)
    if changing:
        return reverse("journey:check", args=[asked.theme.key]) + query
    if number == 1:
        return reverse("journey:themes") + visit.query({})
    return reverse("journey:question", args=[asked.theme.key, number - 1]) + query
