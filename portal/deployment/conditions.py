"""What a territory must have before the public is told of it: a rule over facts, without the
database."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from themes.matching import Criteria, match
from themes.questionnaires import Questionnaire

SHOWN = 5


@dataclass(frozen=True)
class Supply:
    """What a theme has in a territory, and what it needs. `criteria` are those of each offer;
    `unapproved` are the words of questions that data protection has not seen."""

    theme: str
    name: str
    questionnaire: Questionnaire
    unapproved: tuple[str, ...]
    criteria: tuple[Criteria, ...]
    organisations: int
    needed_offers: int
    needed_organisations: int
    blocking: bool


@dataclass(frozen=True)
class Facts:
    supplies: tuple[Supply, ...]
    animators: int
    host: str
    controller: str
    data_contact: str
    sender: bool


@dataclass(frozen=True)
class Condition:
    """`waived` is why the national level does without it."""

    key: str
    sentence: str
    met: bool
    blocking: bool = True
    detail: str = ""
    waived: str = ""

    @property
    def holds_back(self) -> bool:
        return self.blocking and not self.met and not self.waived


def conditions_of(facts: Facts, waived: Mapping[str, str]) -> list[Condition]:
    """All of them, met or not; `waived` is {key: reason}."""
    legal = bool(facts.controller and facts.data_contact)
    found = [
        Condition("animator", _("An animator"), bool(facts.animators)),
        Condition("host", _("A host structure that is named"), bool(facts.host), detail=facts.host),
        Condition("legal", _("Legal notices that say who answers for the data"), legal),
        Condition("sender", _("An address that exists, for the messages that leave"), facts.sender),
        Condition("themes", _("One theme at least"), bool(facts.supplies)),
    ]
    for supply in facts.supplies:
        found += _of_theme(supply)
    return [
        Condition(one.key, one.sentence, one.met, one.blocking, one.detail, waived.get(one.key, ""))
        for one in found
    ]


def unreached(supply: Supply) -> list[str]:
    """The answers that no offer of the theme accepts, in words."""
    return [
        f"{question.text} {choice.label}"
        for question in supply.questionnaire.questions
        for choice in question.choices
        if not any(
            match(one, {question.key: frozenset({choice.key})}).suits for one in supply.criteria
        )
    ]


def _of_theme(supply: Supply) -> list[Condition]:
    offers, name = len(supply.criteria), {"theme": supply.name}
    needed = {"offers": supply.needed_offers, "organisations": supply.needed_organisations}
    has_offers = ngettext("%(count)d offer", "%(count)d offers", offers) % {"count": offers}
    has_organisations = ngettext(
        "%(count)d organisation", "%(count)d organisations", supply.organisations
    ) % {"count": supply.organisations}
    without = unreached(supply)
    return [
        Condition(
            f"offers:{supply.theme}",
            _("%(theme)s: %(offers)d offers of %(organisations)d organisations at least")
            % {**name, **needed},
            offers >= supply.needed_offers and supply.organisations >= supply.needed_organisations,
            supply.blocking,
            f"{has_offers}, {has_organisations}",
        ),
        Condition(
            f"questions:{supply.theme}",
            _("%(theme)s: each question seen by data protection") % name,
            not supply.unapproved,
            detail=_some(supply.unapproved),
        ),
        Condition(
            f"answers:{supply.theme}",
            _("%(theme)s: an offer for each answer") % name,
            not without,
            blocking=False,
            detail=_some(without),
        ),
    ]


def _some(sentences: list[str] | tuple[str, ...]) -> str:
    more = len(sentences) - SHOWN
    shown = " · ".join(sentences[:SHOWN])
    return f"{shown} · +{more}" if more > 0 else shown
