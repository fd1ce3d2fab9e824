"""The themes as the site asks them, for its pages and for the API."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from contacts.models import Organisation
from tenants.models import Territory
from themes.matching import Answers
from themes.models import AskedChange, Theme
from themes.moves import Need, follow
from themes.questionnaires import Question, Questionnaire
from themes.reshaping import moves_in, needs_of

# What a national admin changes is asked everywhere this many seconds later.
CHANGED_SECONDS = 5
# What has not changed.
REMEMBERED_SECONDS = 600
NAMES_SECONDS = 60


# Until when it need not be asked again, and what it was.
_stamp: list[tuple[float, str]] = []


def forget_asked() -> None:
    """What has changed meanwhile is asked at once in this process; for tests."""
    _stamp.clear()


def _remembered(name: str, read: Callable[[], Any]) -> Any:
    """What `read` found about themes, for as long as nothing of what sites ask has changed; None,
    which it may find, is read again."""
    now = time.monotonic()
    if not _stamp or _stamp[0][0] < now:
        _stamp[:] = [(now + CHANGED_SECONDS, AskedChange.objects.stamp())]
    name = f"{_stamp[0][1]}:{get_language()}:{name}"
    found = cache.get(name)
    if found is None:
        found = read()
        if found is not None:
            cache.set(name, found, REMEMBERED_SECONDS)
    return found


def themes_of_site(territory: Territory) -> list[Theme]:
    """In their order, with their sub-themes; no query while they are remembered."""

    def read():
        return list(Theme.objects.current(territory).prefetch_related("subthemes"))

    return _remembered(f"themes:{territory.pk}", read)


def theme_asked(key: str, territory: Territory) -> Theme | None:
    """The theme of this key on this territory's site, with its questions in the active language.

    No query while it is remembered: a theme is read on each page of a journey.
    """

    def read():
        theme = Theme.objects.current(territory).asked_in(territory).filter(key=key).first()
        if theme is not None:
            theme.questionnaire()
        return theme

    return _remembered(f"theme:{territory.pk}:{key}", read) if key.isidentifier() else read()


def need_now(need: Need, territory: Territory) -> Need:
    """Where a theme, or a sub-theme, that this site has no more went when themes were merged or
    split; the same when it is there, or went nowhere. No query while what is there is remembered.
    """
    theme = need.theme and theme_asked(need.theme, territory)
    if not need.theme or theme and (not need.subtheme or _has(territory, need)):
        return need
    known = needs_of(themes_of_site(territory))
    return follow(need, moves_in(territory), known.__contains__)


def _has(territory: Territory, need: Need) -> bool:
    named = theme_names(territory).get(need.theme)
    return named is not None and need.subtheme in named.subthemes


def all_asked(territory: Territory) -> Questionnaire:
    """The questions of all themes of this territory's site, in the active language; no query while
    they are remembered."""

    def read():
        themes = Theme.objects.current(territory).asked_in(territory)
        return together([theme.questionnaire() for theme in themes])

    return _remembered(f"all-asked:{territory.pk}", read)


def together(asked: Sequence[Questionnaire]) -> Questionnaire:
    """The same key is the same question everywhere: the last one stands for all, with the answers
    that a territory added in one theme only."""
    questions: dict[str, Question] = {}
    for question in (one for questionnaire in asked for one in questionnaire.questions):
        earlier = questions.get(question.key)
        added = [one for one in earlier.choices if not question.choice(one.key)] if earlier else ()
        questions[question.key] = replace(question, choices=(*question.choices, *added))
    unasked = frozenset().union(*(questionnaire.unasked for questionnaire in asked))
    return Questionnaire(theme="", questions=tuple(questions.values()), unasked=unasked)


def answers_without(questionnaire: Questionnaire, answers: Answers, key: str) -> Answers:
    """One answer less, and those to questions that it opened."""
    fewer = {one: answer for one, answer in answers.items() if one != key}
    kept = {question.key for question in questionnaire.shown(fewer)}
    return {one: answer for one, answer in fewer.items() if one in kept}


@dataclass(frozen=True)
class ThemeName:
    """How a theme and its sub-themes are called, in the language that was active."""

    name: str
    sensitive: bool
    subthemes: dict[str, str] = field(default_factory=dict)


def theme_names(territory: Territory) -> dict[str, ThemeName]:
    """The themes of this territory's site by key, in their order; no query while remembered."""

    def read():
        return {
            theme.key: ThemeName(
                theme.localized_name,
                theme.sensitive,
                {one.key: one.localized_name for one in theme.subthemes.all()},
            )
            for theme in themes_of_site(territory)
        }

    return _remembered(f"theme-names:{territory.pk}", read)


def organisation_names(ids: Iterable[int]) -> dict[int, str]:
    """The names of these organisations; no query while they are remembered."""
    keys = {f"organisation:{one}": one for one in ids}
    found = {keys[key]: name for key, name in cache.get_many(keys).items()}
    if missing := [one for one in keys.values() if one not in found]:
        read = dict(Organisation.objects.filter(pk__in=missing).values_list("pk", "name"))
        # An id that is none is remembered too, as an empty name.
        read = {one: read.get(one, "") for one in missing}
        cache.set_many({f"organisation:{one}": name for one, name in read.items()}, NAMES_SECONDS)
        found |= read
    return {one: name for one, name in found.items() if name}
