"""Writing the questions of a theme: nothing of a draft is asked before it is published.

There is one draft a theme, shared by the national admins; see docs/decisions/0028.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import takewhile
from json import dumps

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from themes.keys import is_key
from themes.localized import is_localized
from themes.models import QuestionnaireVersion, Theme
from themes.questionnaires import QuestionKind


class Stale(ValidationError):
    """Somebody else wrote in between."""

    def __init__(self):
        super().__init__(_("Somebody changed the draft while you were writing."), code="stale")


@dataclass(frozen=True)
class Changes:
    """From what is asked to what is drafted, by the keys of questions."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: bool = False

    @property
    def count(self) -> int:
        return len(self.added) + len(self.removed) + len(self.changed) + self.moved


@dataclass(frozen=True)
class Desk:
    """What lies on the national admins' desk for a theme: what is asked, and the draft if any.
    Questions are as `ModelQuestion.asked_as` says them, in their order."""

    theme: Theme
    asked: tuple[Mapping, ...]
    draft: QuestionnaireVersion | None

    @property
    def questions(self) -> tuple[Mapping, ...]:
        return tuple(self.draft.questions) if self.draft else self.asked

    @property
    def version(self) -> str:
        """Changes with the questions, and with what they are compared with."""
        text = dumps([self.asked, self.questions], sort_keys=True)
        return blake2b(text.encode(), digest_size=8).hexdigest()

    @property
    def changes(self) -> Changes:
        return changes_between(self.asked, self.questions)

    def question(self, key: str) -> Mapping | None:
        return next((one for one in self.questions if one["key"] == key), None)

    def before(self, key: str) -> tuple[Mapping, ...]:
        """The questions asked before this one; all of them when it is not there."""
        return tuple(takewhile(lambda one: one["key"] != key, self.questions))


def desk_of(theme: Theme) -> Desk:
    asked = tuple(one.asked_as() for one in theme.questions.order_by("order", "key"))
    return Desk(theme, asked, theme.versions.draft())


def changes_between(old: Sequence[Mapping], new: Sequence[Mapping]) -> Changes:
    before = {one["key"]: one for one in old}
    after = {one["key"]: one for one in new}
    both = [key for key in before if key in after]
    return Changes(
        added=tuple(key for key in after if key not in before),
        removed=tuple(key for key in before if key not in after),
        changed=tuple(key for key in both if before[key] != after[key]),
        moved=both != [key for key in after if key in before],
    )


@transaction.atomic
def save_question(
    *, theme: Theme, definition: Mapping, version: str, by: str, now: datetime
) -> None:
    """Write a question of the draft, the last one when its key is new. Raises Stale when the draft
    is not the one that was read. A question that cannot be asked yet is kept: the check says so."""
    here = locked_desk(theme)
    if version != here.version:
        raise Stale
    if not is_key(definition.get("key")):
        raise ValidationError(
            _("A key is made of small letters, digits and _, for example housing_duration.")
        )
    if definition.get("kind") not in list(QuestionKind) or not is_localized(definition.get("text")):
        raise ValidationError(_("A question is made of a key, a kind, a text and its answers."))
    questions = [dict(one) for one in here.questions]
    keys = [one["key"] for one in questions]
    if definition["key"] in keys:
        questions[keys.index(definition["key"])] = dict(definition)
    else:
        questions.append(dict(definition))
    _write(here, questions, by, now)


@transaction.atomic
def move_question(*, theme: Theme, key: str, steps: int, by: str, now: datetime) -> None:
    """`steps`: -1 before the question above it, 1 after the one below it."""
    here = locked_desk(theme)
    questions = list(here.questions)
    at = len(here.before(key))
    questions.insert(max(at + steps, 0), questions.pop(at))
    _write(here, questions, by, now)


@transaction.atomic
def remove_question(*, theme: Theme, key: str, by: str, now: datetime) -> None:
    here = locked_desk(theme)
    _write(here, [one for one in here.questions if one["key"] != key], by, now)


@transaction.atomic
def take_over(*, theme: Theme, questions: Sequence[Mapping], by: str, now: datetime) -> None:
    """Questions of another theme come after those of the draft; one that it has stays as it is."""
    here = locked_desk(theme)
    new = [one for one in questions if here.question(one["key"]) is None]
    _write(here, [*here.questions, *new], by, now)


@transaction.atomic
def draft_again(*, former: QuestionnaireVersion, version: str, by: str, now: datetime) -> None:
    """What was published once becomes the draft. Raises Stale like `save_question`."""
    here = locked_desk(former.theme)
    if version != here.version:
        raise Stale
    _write(here, former.questions, by, now)


@transaction.atomic
def discard_draft(*, theme: Theme, version: str) -> None:
    here = locked_desk(theme)
    if version != here.version:
        raise Stale
    if here.draft:
        here.draft.delete()


def locked_desk(theme: Theme) -> Desk:
    """The desk, ours until the end of the transaction."""
    return desk_of(Theme.objects.select_for_update().get(pk=theme.pk))


def _write(here: Desk, questions: Sequence[Mapping], by: str, now: datetime) -> None:
    """A draft that says what is asked already is none."""
    if list(questions) == list(here.asked):
        if here.draft:
            here.draft.delete()
        return
    draft = here.draft or QuestionnaireVersion(theme=here.theme)
    draft.questions, draft.saved_at, draft.saved_by = list(questions), now, by
    draft.full_clean()
    draft.save()
