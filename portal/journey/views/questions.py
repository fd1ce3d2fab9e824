"""Questions, one a page, each optional; then all the answers on one page, to check."""

from collections.abc import Sequence

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from contacts.wording import answer_in_words
from portal.asking import theme_asked
from portal.journey.arriving import on_its_theme, placed
from portal.journey.steps import Steps
from portal.journey.visit import Asked, Visit, read_asked
from search.services import find_offers
from tenants.geography.suggest import Place
from themes.emergency import EMERGENCY_NUMBERS
from themes.places import SeveralCommunesError, code_of, commune_as_typed
from themes.questionnaires import Question


@require_safe
@placed
@on_its_theme
def question(request, visit, theme, number):
    return show_question(request, visit, asked_in(visit, theme), number, Steps(theme))


@require_safe
@placed
@on_its_theme
def answer(request, visit, theme, key):
    """Take the answer to one question from the address, then on to the next."""
    return take_answer(request, visit, asked_in(visit, theme), key, Steps(theme))


@require_safe
@placed
@on_its_theme
def check(request, visit, theme):
    """All the answers on one page, each with a way to change it."""
    return show_answers(request, visit, asked_in(visit, theme), Steps(theme))


def show_question(request, visit: Visit, asked: Asked, number: int, steps: Steps):
    if not 1 <= number <= len(asked.shown):
        raise Http404
    return _render(request, visit, asked, asked.shown[number - 1], steps)


def take_answer(request, visit: Visit, asked: Asked, key: str, steps: Steps):
    current = asked.questionnaire.question(key)
    if current is None:
        raise Http404
    raw = {**visit.raw}
    if "skip" in request.GET:
        raw.pop(key, None)
    else:
        try:
            current.read(raw.get(key, []))
        except SeveralCommunesError as several:
            return _render(request, visit, asked, current, steps, among=several.places)
        except ValueError as error:
            return _render(request, visit, asked, current, steps, error=str(error))
    after = asked.answering(raw)
    return redirect(_next(visit, asked, after, key, steps, changing="change" in request.GET))


def show_answers(request, visit: Visit, asked: Asked, steps: Steps):
    query = visit.query(asked.raw)
    rows = [
        (steps.question(number) + query, one, answer_in_words(one, asked.answers.get(one.key)))
        for number, one in enumerate(asked.shown, start=1)
    ]
    return render(request, "journey/check.html", {**_context(visit, asked, steps), "rows": rows})


def _next(
    visit: Visit, before: Asked, after: Asked, key: str, steps: Steps, *, changing: bool
) -> str:
    """The question after this one; when changing, the check page unless new questions opened."""
    keys = [one.key for one in after.shown]
    later = keys[keys.index(key) + 1 :] if key in keys else []
    if changing:
        seen = {one.key for one in before.without(key).shown} | set(visit.raw)
        later = [one for one in later if one not in seen]
    query = visit.query(after.raw)
    if not later:
        return steps.check + query
    return steps.question(keys.index(later[0]) + 1) + query


def asked_in(visit: Visit, key: str) -> Asked:
    """The theme of this key with what the address answers. Raises Http404 when there is none."""
    theme = theme_asked(key, visit.territory)
    if theme is None:
        raise Http404
    return read_asked(theme, visit)


def _context(visit: Visit, asked: Asked, steps: Steps) -> dict:
    results = find_offers(visit.search(theme=asked.theme.key, answers=asked.answers, page_size=1))
    return {
        "visit": visit,
        "asked": asked,
        "theme": asked.theme,
        "steps": steps,
        "query": visit.query(asked.raw),
        "urgent": [EMERGENCY_NUMBERS[key] for key in asked.urgent],
        "count": results.count,
    }


def _render(
    request,
    visit: Visit,
    asked: Asked,
    current: Question,
    steps: Steps,
    error: str = "",
    among: Sequence[Place] = (),
):
    """`among`: the communes that have the name that was typed."""
    keys = [one.key for one in asked.shown]
    # A question that another answer has closed may still be sent by an old page.
    number = keys.index(current.key) + 1 if current.key in keys else 1
    changing = "change" in request.GET
    context = {
        **_context(visit, asked, steps),
        "question": current,
        "action": steps.answer(current.key),
        "number": number,
        "total": len(keys),
        "others": {key: values for key, values in asked.raw.items() if key != current.key},
        "typed": [commune_as_typed(one) for one in visit.raw.get(current.key, [])],
        "among": [(code_of(place), place) for place in among],
        "again": steps.question(number) + visit.query(asked.raw),
        "error": error,
        "changing": changing,
        "back": _back(visit, asked, number, steps, changing=changing),
    }
    return render(request, "journey/question.html", context, status=400 if error else 200)


def _back(visit: Visit, asked: Asked, number: int, steps: Steps, *, changing: bool) -> str:
    query = visit.query(asked.raw)
    if changing:
        return steps.check + query
    if number == 1:
        return steps.themes + visit.query({})
    return steps.question(number - 1) + query
