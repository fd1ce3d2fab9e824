"""What a question says, whatever the order: a name for each wording, what differs in another."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from themes.localized import FALLBACK

# What people read; lists of choices hold the same in each of them.
TEXTS = ("text", "help", "why", "unit", "reason")
CHOICE_TEXTS = ("label", "hint", "reason")
# What they may answer.
ANSWERS = ("kind", "minimum", "maximum")

PART_NAMES = {
    "text": gettext_lazy("question"),
    "help": gettext_lazy("help"),
    "why": gettext_lazy("why it is asked"),
    "unit": gettext_lazy("unit"),
    "reason": gettext_lazy("answer said back"),
    "label": gettext_lazy("choice"),
    "hint": gettext_lazy("hint"),
    "kind": gettext_lazy("kind"),
    "minimum": gettext_lazy("minimum"),
    "maximum": gettext_lazy("maximum"),
    "allow_unknown": gettext_lazy("“I don’t know”"),
    "show_when": gettext_lazy("when it is shown"),
}
KIND_NAMES = {
    "single": gettext_lazy("one answer"),
    "multiple": gettext_lazy("several answers"),
    "number": gettext_lazy("a number"),
    "yes_no": gettext_lazy("yes or no"),
    "place": gettext_lazy("a commune"),
}


class Change(StrEnum):
    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """Words in a row that two texts share, or that one of them alone has."""

    change: Change
    text: str


@dataclass(frozen=True)
class Line:
    """What one part says in one language ("" when it is no text)."""

    part: str
    language: str
    pieces: tuple[Piece, ...]

    @property
    def name(self) -> str | Promise:
        return PART_NAMES[self.part]

    @property
    def is_same(self) -> bool:
        return all(piece.change == Change.KEPT for piece in self.pieces)


@dataclass(frozen=True)
class ChoiceDifference:
    key: str
    change: Change
    lines: tuple[Line, ...]

    @property
    def is_same(self) -> bool:
        return all(line.is_same for line in self.lines)

    @property
    def label(self) -> str:
        """In the first language, for a choice that is the same."""
        return self.lines[0].pieces[0].text


@dataclass(frozen=True)
class Difference:
    """All that a question says, with what is new and what is gone: word by word, and by choice."""

    is_first: bool
    lines: tuple[Line, ...]
    choices: tuple[ChoiceDifference, ...]


def only_changes(shown: Difference) -> Difference:
    """Without what both definitions say."""
    lines = tuple(line for line in shown.lines if not line.is_same)
    choices = tuple(choice for choice in shown.choices if not choice.is_same)
    return replace(shown, lines=lines, choices=choices)


def difference(former: Mapping | None, present: Mapping) -> Difference:
    """From one definition to another; without a former one all of it is shown as it is."""
    before = present if former is None else former
    theirs = {choice["key"]: choice for choice in before.get("choices", ())}
    ours = {choice["key"]: choice for choice in present.get("choices", ())}
    choices = [
        ChoiceDifference(
            key,
            Change.KEPT if key in theirs else Change.ADDED,
            tuple(_compared_texts(theirs.get(key, {}), choice, CHOICE_TEXTS)),
        )
        for key, choice in ours.items()
    ]
    choices += [
        ChoiceDifference(key, Change.REMOVED, tuple(_compared_texts(choice, {}, CHOICE_TEXTS)))
        for key, choice in theirs.items()
        if key not in ours
    ]
    lines = (*_compared_texts(before, present, TEXTS), *_compared_answers(before, present))
    return Difference(former is None, lines, tuple(choices))


def _compared_texts(former: Mapping, present: Mapping, parts: tuple[str, ...]) -> Iterator[Line]:
    before, after = _texts(former, parts), _texts(present, parts)
    for part in parts:
        was, now = before.get(part, {}), after.get(part, {})
        for language in sorted({*now, *was}, key=lambda one: (one != FALLBACK, one)):
            yield Line(part, language, compared(was.get(language, ""), now.get(language, "")))


def _compared_answers(former: Mapping, present: Mapping) -> Iterator[Line]:
    for part in (*ANSWERS, "allow_unknown"):
        was, now = _in_words(part, former.get(part)), _in_words(part, present.get(part))
        if was or now:
            both = (Piece(Change.REMOVED, was), Piece(Change.ADDED, now))
            pieces = (Piece(Change.KEPT, now),) if was == now else both
            yield Line(part, "", tuple(piece for piece in pieces if piece.text))


def _in_words(part: str, value: Any) -> str:
    if part == "kind":
        return str(KIND_NAMES.get(value, value))
    if part == "allow_unknown":
        return gettext("not proposed") if value is False else gettext("proposed")
    return "" if value is None else str(value)


def compared(former: str, present: str) -> tuple[Piece, ...]:
    """The words of both texts in their order, whatever the spaces between them."""
    was, now = _words(former), _words(present)
    pieces = []
    alone = [[word.strip() for word in words] for words in (was, now)]
    matcher = SequenceMatcher(None, alone[0], alone[1], autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        removed, added = "".join(was[start:end]), "".join(now[new_start:new_end])
        if tag == "equal":
            pieces.append(Piece(Change.KEPT, added))
        else:
            pieces += [Piece(Change.REMOVED, removed), Piece(Change.ADDED, added)]
    return tuple(piece for piece in pieces if piece.text)


def _words(text: str) -> list[str]:
    """Each with the space behind it."""
    return re.findall(r"\s*\S+\s*", text)


def digest_of(definition: Mapping) -> str:
    """The same for two definitions that say and accept the same. Order, conditions and urgent
    numbers do not count: nobody reads or answers anything else because of them."""
    said = {part: definition[part] for part in ANSWERS if definition.get(part) is not None}
    said |= _texts(definition, TEXTS)
    said["allow_unknown"] = definition.get("allow_unknown", True)
    said["choices"] = {
        choice["key"]: _texts(choice, CHOICE_TEXTS) for choice in definition.get("choices", ())
    }
    written = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def _texts(words: Mapping, parts: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """The texts that are not blank, by part and language."""
    written = {
        part: {
            language: text.strip()
            for language, text in (words.get(part) or {}).items()
            if text.strip()
        }
        for part in parts
    }
    return {part: texts for part, texts in written.items() if texts}
