"""The draft of a questionnaire as its editors look at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Self

from django.db import connection
from django.utils.translation import gettext as _

from offers.models import OfferPage, ThemePage
from offers.questionnaire.publishing import words_to_approve
from themes.adaptations import (
    Adaptation,
    Definition,
    adapted,
    laid_out,
    read_adaptation,
    texts_of,
    write_adaptation,
)
from themes.adapting import ask, begun
from themes.conditions import conditions_in_words
from themes.keys import is_local
from themes.localized import in_language
from themes.models import Wording
from themes.questionnaires import QuestionKind
from themes.updating import Change, changes
from themes.wording import PART_NAMES, Difference, difference, digest_of

# How far back one looks for a question that somebody took out.
FORMER_DRAFTS = 30


@dataclass(frozen=True)
class ShownChoice:
    path: str
    label: str
    hidden: bool
    ours: bool


@dataclass(frozen=True)
class ShownQuestion:
    """`wording` is where its words are with the national level, None when they are approved;
    `differences`: (label, theirs, ours) of each text that is not the model's."""

    key: str
    text: str
    kind: str
    hidden: bool
    asked: bool
    suspended: bool
    ours: bool
    adapted: bool
    conditions: tuple[str, ...]
    choices: tuple[ShownChoice, ...]
    differences: tuple[tuple[str, str, str], ...]
    wording: Wording | None
    amendment: Difference | None

    @property
    def takes_choices(self) -> bool:
        return self.kind in {"single", "multiple"}


@dataclass(frozen=True)
class Draft:
    """A version of a theme page's questionnaire, beside the model and what is asked now."""

    page: ThemePage

    @cached_property
    def ours(self) -> Adaptation:
        return read_adaptation(self.page.adaptation)

    @property
    def begun(self) -> Adaptation:
        """What an act changes."""
        return begun(self.model, self.ours)

    @cached_property
    def model(self) -> list[dict]:
        return self.page.theme.model_questions

    @cached_property
    def all(self) -> list[Definition]:
        return laid_out(self.model, self.ours)

    @cached_property
    def asked(self) -> list[Definition]:
        return adapted(self.model, self.ours, self.page.theme.suspended)

    @cached_property
    def changes(self) -> list[Change]:
        return changes(self.model, self.ours)

    def find(self, path: str) -> Definition | None:
        """The question of this path, or its answer."""
        key, _dot, choice = path.partition(".")
        question = next((one for one in self.all if one["key"] == key), None)
        if question is None or not choice:
            return question
        return next((one for one in question.get("choices", ()) if one["key"] == choice), None)

    def with_former(self, key: str) -> Self:
        """With this question put back as the last draft that had it said it; as it is when none
        did."""
        for revision in self.page.revisions.order_by("-pk")[:FORMER_DRAFTS]:
            if question := Draft(revision.as_object()).find(key):
                self.page.adaptation = write_adaptation(ask(self.begun, question=question))
                return type(self)(self.page)
        return self

    def before(self, key: str) -> list[Definition]:
        """The questions laid out before this one."""
        return list(takewhile(lambda one: one["key"] != key, self.all))

    def laid_with(self, ours: Adaptation, key: str) -> Definition:
        """This question as another adaptation says it."""
        return next(one for one in laid_out(self.model, ours) if one["key"] == key)

    def text(self, path: str) -> str:
        """How a question or an answer is called, as here or in the model."""
        found = self.find(path) or next((one for one in self.model if one["key"] == path), {})
        return in_language(found.get("text") or found.get("label")) or path

    @cached_property
    def texts_beneath(self) -> dict[str, Mapping[str, str]]:
        """By path, the texts that ours are laid upon."""
        plain = Adaptation(
            base=self.ours.base, questions=self.ours.questions, choices=self.ours.choices
        )
        found: dict[str, Mapping[str, str]] = {}
        for definition in laid_out(self.model, plain):
            found.update(texts_of(definition))
        return found

    @cached_property
    def waiting(self) -> list[Definition]:
        return words_to_approve(self.page)

    def questions(self) -> list[ShownQuestion]:
        wordings = self._wordings()
        asked = {one["key"] for one in self.asked}
        return [self._shown(one, one["key"] in asked, wordings) for one in self.all]

    def _wordings(self) -> dict[str, Wording]:
        suspended = self.page.theme.suspended
        stopped = [one for one in self.all if one["key"] in suspended]
        waiting = {(one["key"], digest_of(one)) for one in (*self.waiting, *stopped)}
        keys = {key for key, _digest in waiting}
        found = Wording.objects.of(connection.tenant).filter(question_key__in=keys)
        found = found.exclude(status=Wording.Status.APPROVED)
        return {one.question_key: one for one in found if (one.question_key, one.digest) in waiting}

    def _shown(self, one: Definition, asked: bool, wordings: Mapping[str, Wording]):
        key, ours = one["key"], self.ours
        national = {one["key"] for one in (self.model if ours.base is None else ours.base)}
        added = {choice["key"] for choice in ours.choices.get(key, ())}
        beneath = self.texts_beneath
        wording = wordings.get(key)
        reworded = [
            (_label(path, one), beneath.get(path, {}), said)
            for path, said in texts_of(one)
            if said != beneath.get(path, {}) and key in national
        ]
        return ShownQuestion(
            key=key,
            text=in_language(one["text"]),
            kind=one["kind"],
            hidden=key in ours.hidden,
            asked=asked,
            suspended=key in self.page.theme.suspended,
            ours=key not in national,
            adapted=bool(reworded or added) or any(p.startswith(f"{key}.") for p in ours.hidden),
            conditions=tuple(conditions_in_words(self.all, one)),
            choices=tuple(
                ShownChoice(
                    path=f"{key}.{choice['key']}",
                    label=in_language(choice["label"]),
                    hidden=f"{key}.{choice['key']}" in ours.hidden,
                    ours=choice["key"] in added or is_local(choice["key"]),
                )
                for choice in one.get("choices", ())
            ),
            differences=tuple(
                (label, in_language(old), in_language(new)) for label, old, new in reworded
            ),
            wording=wording,
            amendment=difference(one, wording.amended) if wording and wording.amended else None,
        )

    def consequences(self) -> list[tuple[OfferPage, list[str]]]:
        """What publishing this does to the live offers below: criteria that stop or start to
        count."""
        theme = self.page.theme
        now = {one["key"]: one for one in adapted(self.model, theme.adaptation)}
        then = {one["key"]: one for one in self.asked}
        offers = OfferPage.objects.child_of(self.page).live().only("title", "criteria")
        found = [(offer, list(self._told(offer.criteria, now, then))) for offer in offers]
        return [(offer, told) for offer, told in found if told]

    def _told(self, criteria: Mapping, now: Mapping, then: Mapping):
        for key, criterion in criteria.items():
            before, after = _counts(criterion, now.get(key)), _counts(criterion, then.get(key))
            named = {"question": self.text(key)}
            if before and not after:
                yield _("“%(question)s” no longer excludes anybody from it.") % named
            elif after and not before:
                yield _("What it asks for in “%(question)s” counts again.") % named
            elif before != after:
                yield _("Fewer or other answers to “%(question)s” lead to it.") % named


def _label(path: str, question: Definition) -> str:
    parts = path.split(".")
    label = str(PART_NAMES[parts[-1]])
    if len(parts) == 2:
        return label
    choice = next(one for one in question["choices"] if one["key"] == parts[1])
    return f"{in_language(choice['label'])} · {label}"


def _counts(criterion: Sequence | Mapping, question: Definition | None) -> set[str]:
    """What of a criterion can be answered where this question is asked."""
    if question is None:
        return set()
    if isinstance(criterion, Mapping) or question["kind"] == QuestionKind.PLACE:
        return set(criterion)
    return set(criterion) & {choice["key"] for choice in question.get("choices", ())}
