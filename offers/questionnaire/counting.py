"""How many offers a draft leads to, answer by answer: the rule itself, on the live offers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from offers.models import ThemePage
from search.decision import Tier, applies, tier
from search.facts import facts_of
from search.models import CatalogueOffer
from search.query import Search
from tenants.geography.suggest import Place
from tenants.models import NATIONAL
from themes.matching import Answers
from themes.questionnaires import Question, Questionnaire


@dataclass(frozen=True)
class Counted:
    """Offers in all, and those that are near."""

    total: int
    near: int


@dataclass(frozen=True)
class PreviewedQuestion:
    """`typed`: a number or a commune; `choices`: (key, label, hint, chosen, what one would find
    with it)."""

    question: Question
    typed: str
    choices: tuple[tuple[str, str, str, bool, Counted], ...]


class Counter:
    """The live offers of a theme on this site, in one query."""

    def __init__(self, page: ThemePage, place: Place | None, day: date):
        here = connection.tenant
        rows = CatalogueOffer.objects.live().filter(theme=page.theme_key)
        if not here.is_national:
            rows = rows.filter(territory__schema_name__in=[here.schema_name, NATIONAL])
        self.offers = [facts_of(row) for row in rows]
        self.search = Search(
            day=day, language=page.locale.language_code, place=place, theme=page.theme_key
        )

    def count(self, answers: Answers) -> Counted:
        search = replace(self.search, answers=answers)
        found = [offer for offer in self.offers if applies(offer, search)]
        near = sum(tier(offer, search) == Tier.NEAR for offer in found)
        return Counted(len(found), near)


def preview(
    questionnaire: Questionnaire,
    raw: Mapping[str, Sequence[str]],
    answers: Answers,
    counter: Counter,
) -> list[PreviewedQuestion]:
    """`raw` is what was typed, `answers` what of it is one."""
    return [
        PreviewedQuestion(
            question=question,
            typed=next(iter(raw.get(question.key, ())), ""),
            choices=tuple(_previewed(question, answers, counter)),
        )
        for question in questionnaire.shown(answers)
    ]


def _previewed(
    question: Question, answers: Answers, counter: Counter
) -> Iterator[tuple[str, str, str, bool, Counted]]:
    given = answers.get(question.key)
    for choice in question.choices:
        chosen = isinstance(given, frozenset) and choice.key in given
        with_it = {**answers, question.key: frozenset({choice.key})}
        yield choice.key, choice.label, choice.hint, chosen, counter.count(with_it)
