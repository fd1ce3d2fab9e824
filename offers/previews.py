"""What an editor sees before publishing: the offer as a young person with some answers does."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from offers.projection import project
from themes.questionnaires import Answers, QuestionKind, Questionnaire

# A mode is "" or "answers:" and the answers as in an address: "answers:age=17&need=job".
_ANSWERS = "answers:"
# The ages that most schemes turn on.
_AGES = (16, 18, 26)


def preview_modes_of(page) -> list[tuple[str, str]]:
    """(mode, label): no answer, then whom the offer is made for, then one typical answer each."""
    modes = [("", _("As a young person who answered nothing"))]
    if not page.path:
        return modes
    questionnaire = page.theme_page.questionnaire()
    fitting = _fitting(page.criteria, questionnaire)
    if fitting:
        modes.append((write_mode(fitting), _("As a young person it is made for")))
    for question, value, label in _typical(questionnaire):
        mode = write_mode([(question, value)])
        modes.append((mode, _("As a young person: %(answer)s") % {"answer": label}))
    return modes


def write_mode(pairs: list[tuple[str, str]]) -> str:
    return _ANSWERS + urlencode(pairs)


def read_mode(mode: str, questionnaire: Questionnaire) -> Answers:
    """The answers of a mode; what is not a question or an answer any more is ignored."""
    raw: dict[str, list[str]] = {}
    for key, value in parse_qsl(mode.removeprefix(_ANSWERS)):
        raw.setdefault(key, []).append(value)
    answers, _errors = questionnaire.clean(raw)
    return answers


def render_preview(page, request, mode: str):
    """The journey's own page of the offer: `settings.OFFER_PREVIEW` names who renders it."""
    answers = read_mode(mode, page.theme_page.questionnaire())
    return import_string(settings.OFFER_PREVIEW)(request, project(page), answers)


def _fitting(criteria: dict, questionnaire: Questionnaire) -> list[tuple[str, str]]:
    pairs = []
    for question in questionnaire.questions:
        criterion = criteria.get(question.key)
        if not criterion:
            continue
        if question.kind == QuestionKind.NUMBER:
            pairs.append((question.key, str(criterion.get("min", criterion.get("max")))))
        elif question.kind == QuestionKind.PLACE:
            communes = [zone for zone in criterion if zone.startswith("commune:")]
            pairs += [(question.key, commune) for commune in communes[:1]]
        else:
            pairs.append((question.key, criterion[0]))
    return pairs


def _typical(questionnaire: Questionnaire) -> Iterator[tuple[str, str, str]]:
    """The answers of the first question asked with choices, and a few ages."""
    first = next((question for question in questionnaire.questions if question.choices), None)
    if first:
        for choice in first.choices:
            yield first.key, choice.key, choice.label
    if questionnaire.question("age"):
        for age in _AGES:
            yield "age", str(age), _("%(age)s years old") % {"age": age}
