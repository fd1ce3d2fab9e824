"""Publishing what a theme asks: the draft takes the place of the questions in one transaction.

A key that several themes ask is the same question: what one may answer changes in all of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.models import Territory
from themes.adaptations import paths_of
from themes.checking import Finding, Used, check_questionnaire
from themes.definitions import SHARED, check_order, check_question, same_question
from themes.drafting import Desk, Stale, desk_of, locked_desk
from themes.models import (
    AnswerChange,
    ModelQuestion,
    QuestionnaireVersion,
    RegisterEntry,
    TerritoryAnswerChange,
    Theme,
    Wording,
)
from themes.register import submit_wording, unapproved
from themes.replacing import Replaced, answers_gone

# Who published the questions that were there before anybody drafted others.
SHIPPED_BY = "Boussole"


def to_approve(desk: Desk) -> list[tuple[Theme, Mapping]]:
    """The wordings of this draft that the register has not approved, with the theme that asks
    them: this one, or another that shares the question."""
    wanted = [(desk.theme, one) for one in desk.questions]
    wanted += [(row.theme, definition) for row, definition in shared_changes(desk)]
    missing = unapproved(definitions=[definition for _theme, definition in wanted])
    return [(theme, definition) for theme, definition in wanted if definition in missing]


def stopped(desk: Desk) -> set[str]:
    """Keys of the questions that data protection lets nobody ask now, although they are published
    as they stand."""
    return desk.theme.suspended - set(desk.changes.added) - set(desk.changes.changed)


def check_desk(desk: Desk, used: Used) -> list[Finding]:
    """What the check says of this draft, and of what it would make of themes that share its
    questions: what blocks first."""
    found = [*check_questionnaire(desk.questions, used), *_check_elsewhere(desk)]
    return sorted(found, key=lambda finding: not finding.blocking)


def shared_changes(desk: Desk) -> list[tuple[ModelQuestion, dict]]:
    """Questions of other themes that this draft changes, with what they become."""
    drafted = {one["key"]: one for one in desk.questions}
    others = ModelQuestion.objects.filter(key__in=drafted).exclude(theme=desk.theme)
    return [
        (row, _as_shared(row.asked_as(), drafted[row.key]))
        for row in others.select_related("theme").order_by("theme__order", "key")
        if not same_question(row.definition, drafted[row.key])
    ]


@transaction.atomic
def submit_draft(*, theme: Theme, by: str, now: datetime) -> int:
    """Put before the register the wordings that it has not seen. Returns how many wait there."""
    submitted = [
        submit_wording(theme=asking, definition=definition, by=by, now=now)
        for asking, definition in to_approve(locked_desk(theme))
    ]
    return sum(one.status == Wording.Status.TO_APPROVE for one in submitted)


@transaction.atomic
def publish_draft(
    *, theme: Theme, version: str, note: str, replaced: Replaced, by: str, now: datetime
) -> QuestionnaireVersion:
    """Ask what the draft says. `replaced` says what takes the place of each answer that goes: the
    offers of each territory change after the commit (`offers.answers`), and what they ask for in a
    question that comes or comes back counts.

    Raises Stale when the draft is not the one that was read, ValidationError when something blocks.
    """
    # Several at once where a question is shared: one publication at a time.
    list(Theme.objects.select_for_update().order_by("pk"))
    here = desk_of(theme)
    if here.draft is None or version != here.version:
        raise Stale
    gone = answers_gone(here.asked, here.questions)
    _refuse_what_blocks(here, gone, replaced)
    written = []
    for other, shared in _by_theme(shared_changes(here)):
        written += _change_shared(desk_of(other), shared, note, by, now)
    published, rows = _ask(here, here.questions, note, by, now)
    # Checked when all are there: themes that share a question change together.
    _check(written + rows)
    here.draft.delete()
    if gone or paths_of(here.questions) - paths_of(here.asked):
        _queue_change(published, {key: dict(replaced[key]) for key in gone})
    return published


def _refuse_what_blocks(here: Desk, gone: Mapping[str, list[str]], replaced: Replaced) -> None:
    blocking = [f"{one.question}: {one.sentence}" for one in check_desk(here, {}) if one.blocking]
    if blocking:
        raise ValidationError(blocking)
    if waiting := to_approve(here):
        raise ValidationError(
            ngettext(
                "%(count)d question waits for the register.",
                "%(count)d questions wait for the register.",
                len(waiting),
            )
            % {"count": len(waiting)}
        )
    for key, choices in gone.items():
        left = {choice["key"] for choice in here.question(key)["choices"]}
        for choice in choices:
            if not left >= set(replaced.get(key, {}).get(choice, {""})):
                raise ValidationError(_("Say what takes the place of each answer that goes."))


def _check_elsewhere(desk: Desk) -> Iterator[Finding]:
    """A shared question that another theme could no longer ask, or that would close others."""
    keys = {one["key"] for one in desk.questions}
    for theme, shared in _by_theme(shared_changes(desk)):
        asked = [shared.get(one["key"], one) for one in desk_of(theme).asked]
        wrong = {key: check_question(one) for key, one in shared.items()}
        if not any(wrong.values()):
            wrong = check_order(asked)
        for key, sentences in wrong.items():
            for sentence in sentences:
                told = _("“%(theme)s” asks it too, and could not any more. “%(key)s”: %(sentence)s")
                named = key if key in keys else next(iter(shared))
                words = {"theme": theme, "key": key, "sentence": sentence}
                yield Finding(named, told % words, blocking=True)


def _change_shared(
    desk: Desk, shared: Mapping[str, dict], note: str, by: str, now: datetime
) -> list[ModelQuestion]:
    """Change these questions of another theme; its draft follows."""
    _published, rows = _ask(
        desk, [shared.get(one["key"], one) for one in desk.asked], note, by, now
    )
    if desk.draft:
        desk.draft.questions = [
            _as_shared(one, shared[one["key"]]) if one["key"] in shared else one
            for one in desk.draft.questions
        ]
        desk.draft.save()
    return rows


def _ask(
    desk: Desk, questions: Sequence[Mapping], note: str, by: str, now: datetime
) -> tuple[QuestionnaireVersion, list[ModelQuestion]]:
    """Write the questions and a page of the history; what was asked before has one too."""
    last = desk.theme.versions.published().first()
    if last is None or last.questions != list(desk.asked):
        _record(desk.theme, desk.asked, "", SHIPPED_BY, now)
    there = {row.key: row for row in desk.theme.questions.all()}
    rows = []
    for order, definition in enumerate(questions):
        key = definition["key"]
        row = there.pop(key, None) or ModelQuestion(theme=desk.theme, key=key)
        row.order = order
        row.definition = {part: value for part, value in definition.items() if part != "key"}
        row.register = RegisterEntry.objects.about(key).get()
        row.save()
        rows.append(row)
    for row in there.values():
        row.delete()
    return _record(desk.theme, questions, note, by, now), rows


def _record(
    theme: Theme, questions: Sequence[Mapping], note: str, by: str, now: datetime
) -> QuestionnaireVersion:
    version = QuestionnaireVersion(
        theme=theme,
        questions=list(questions),
        note=note,
        saved_at=now,
        saved_by=by,
        published_at=now,
        published_by=by,
    )
    version.full_clean()
    version.save()
    return version


def _check(rows: Iterable[ModelQuestion]) -> None:
    for row in rows:
        try:
            row.full_clean()
        except ValidationError as refusal:
            raise ValidationError(
                [f"{row.theme}: {told}" for told in refusal.messages]
            ) from refusal


def _queue_change(version: QuestionnaireVersion, replaced: Replaced) -> None:
    change = AnswerChange.objects.create(version=version, replaced=replaced)
    TerritoryAnswerChange.objects.bulk_create(
        TerritoryAnswerChange(change=change, territory=territory)
        for territory in Territory.objects.exclude(status=Territory.Status.SPARE)
    )


def _by_theme(
    changes: Iterable[tuple[ModelQuestion, dict]],
) -> Iterable[tuple[Theme, dict[str, dict]]]:
    found: dict[Theme, dict[str, dict]] = {}
    for row, definition in changes:
        found.setdefault(row.theme, {})[row.key] = definition
    return found.items()


def _as_shared(definition: Mapping, drafted: Mapping) -> dict:
    """The same words, with what one may answer as drafted."""
    parts = (*SHARED, "choices")
    own = {part: value for part, value in definition.items() if part not in parts}
    return own | {part: drafted[part] for part in parts if part in drafted}
