"""National changes in words, each with what it was, what it is and what is ours."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from offers.questionnaire.presenting import Draft
from themes.conditions import with_conditions
from themes.localized import in_language
from themes.updating import Change, ChangeKind
from themes.wording import PART_NAMES, Difference, difference, only_changes


@dataclass(frozen=True)
class Told:
    """`name` is what a button sends; `applied`: asked already, one only takes note of it;
    `difference`: of a whole question, word by word."""

    name: str
    sentence: str
    applied: bool
    old: str = ""
    new: str = ""
    ours: str = ""
    difference: Difference | None = None


def told_changes(draft: Draft) -> list[Told]:
    return [_told(change, draft) for change in draft.changes]


def _told(change: Change, draft: Draft) -> Told:
    imposed = change.kind == ChangeKind.IMPOSED
    worded = change.kind not in {ChangeKind.FOLLOWED, ChangeKind.IMPOSED, ChangeKind.REORDERED}
    return Told(
        name=change.name,
        sentence=_sentence(change, draft),
        applied=change.applied,
        old=_words(change.old) if worded else "",
        new=_words(change.new) if worded else "",
        ours=in_language(change.ours),
        difference=_imposed(change, draft) if imposed else None,
    )


def _sentence(change: Change, draft: Draft) -> str:
    key, *inside = change.path.split(".")
    named = {"question": draft.text(key)}
    match change.kind:
        case ChangeKind.NEW_QUESTION:
            return _("A new question is asked.")
        case ChangeKind.REMOVED_QUESTION:
            return _("“%(question)s” is no longer asked.") % named
        case ChangeKind.NEW_CHOICE:
            return _("“%(question)s” has a new answer.") % named
        case ChangeKind.REMOVED_CHOICE:
            return _("“%(question)s” loses an answer.") % named
        case ChangeKind.REORDERED:
            return _("The questions are in another order.")
        case ChangeKind.FOLLOWED:
            return (
                _(
                    "“%(question)s”: its bounds, its conditions, the order of its answers or its "
                    "urgent numbers have changed. This applies already."
                )
                % named
            )
        case ChangeKind.IMPOSED:
            return (
                _(
                    "“%(question)s” is asked as the country wants it, at once: data protection "
                    "requires it."
                )
                % named
            )
        case _:
            part = PART_NAMES[inside[-1]]
            return _("“%(question)s” has other words (%(part)s).") % {**named, "part": part}


def _imposed(change: Change, draft: Draft) -> Difference:
    shown = difference(change.old, change.new)
    return only_changes(with_conditions(shown, draft.all, change.old, change.new))


def _words(there: Mapping | None) -> str:
    """Of a question, of an answer, or of a text."""
    if not there:
        return ""
    return in_language(there.get("text") or there.get("label") or there)
