"""The themes as the site asks them, for its pages and for the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.core.cache import cache
from django.utils.translation import get_language

from contacts.models import Organisation
from tenants.models import Territory
from themes.matching import Answers
from themes.models import Theme
from themes.moves import Need, follow
from themes.questionnaires import Question, Questionnaire
from themes.reshaping import moves_in, needs_of

# What a national admin changes is asked everywhere this many seconds later.
REMEMBERED_SECONDS = 5
NAMES_SECONDS = 60


def theme_asked(key: str, territory: Territory) -> Theme | None:
    """The theme of this key on this territory's site, with its questions in the active language.

    No query while it is remembered: a theme is read on each page of a journey.
    """
    name = f"theme:{territory.pk}:{get_language()}:{key}"
    theme = cache.get(name) if key.isidentifier() else None
    if theme is None:
        theme = Theme.objects.current(territory).asked_in(territory).filter(key=key).first()
        if theme is not None:
            theme.questionnaire()
            cache.set(name, theme, REMEMBERED_SECONDS)
    return theme


def need_now(need: Need, territory: Territory) -> Need:
    """Where a theme, or a sub-theme, that this site has no more went when themes were merged or
    split; the same when it is there, or went nowhere. No query while what is there is remembered.
    """
    theme = need.theme and theme_asked(need.theme, territory)
    if not need.theme or theme and (not need.subtheme or _has(territory, need)):
        return need
    known = needs_of(Theme.objects.current(territory).prefetch_related("subthemes"))
    return follow(need, moves_in(territory), known.__contains__)


def _has(territory: Territory, need: Need) -> bool:
    named = theme_names(territory).get(need.theme)
    return named is not None and need.subtheme in named.subthemes


def all_asked(territory: Territory) -> Questionnaire:
    """The questions of all themes of this territory's site, in the active language; no query while
    they are remembered."""
    name = f"all-asked:{territory.pk}:{get_language()}"
    found = cache.get(name)
    if found is None:
        asked = [
            theme.questionnaire() for theme in Theme.objects.current(territory).asked_in(territory)
        ]
        found = together(asked)
        cache.set(name, found, REMEMBERED_SECONDS)
    return found


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
    name = f"theme-names:{territory.pk}:{get_language()}"
    names = cache.get(name)
    if names is None:
        names = {
            theme.key: ThemeName(
                theme.localized_name,
                theme.sensitive,
                {one.key: one.localized_name for one in theme.subthemes.all()},
            )
            for theme in Theme.objects.current(territory).prefetch_related("subthemes")
        }
        cache.set(name, names, NAMES_SECONDS)
    return names


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
