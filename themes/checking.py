"""What a questionnaire would do to those who answer it, said before it is published."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from themes.definitions import check_order, check_question
from themes.localized import in_language
from themes.questionnaires import QuestionKind

MOST_QUESTIONS = 7
MOST_WORDS = 20

# By question: the choices that offers name in their criteria; none for a range of numbers.
Used = Mapping[str, Collection[str]]

_SENTENCES = re.compile(r"[.!?…:]+(?:\s|$)")
_BIRTH = re.compile(
    r"\b(?:date|année|jour|year|day)\b.{0,12}\b(?:naissance|birth)|\bnée?(?:·e)? (?:le|en)\b"
    r"|\bbirth ?(?:day|date)\b|\bborn\b",
    re.IGNORECASE,
)
_FIRST_YEAR = 1900


@dataclass(frozen=True)
class Finding:
    """`question`: its key, empty when it is about all of them. What blocks is mended before one
    publishes; the rest is advice."""

    question: str
    sentence: str
    blocking: bool = False


def check_questionnaire(definitions: Sequence[Mapping], used: Used) -> list[Finding]:
    """What blocks first, then advice, each in the order of the questions."""
    found = [*_blocking(definitions), *_advice(definitions, used)]
    return sorted(found, key=lambda finding: not finding.blocking)


def _blocking(definitions: Sequence[Mapping]) -> Iterator[Finding]:
    circles = dict(_circles(definitions))
    order = check_order(definitions)
    shown: dict[str, Mapping] = {}
    for one in definitions:
        key = one["key"]
        for sentence in check_question(one):
            yield Finding(key, sentence, blocking=True)
        if key in circles:
            yield Finding(key, circles[key], blocking=True)
        elif key in order:
            for sentence in order[key]:
                yield Finding(key, _("It is never shown. %s") % sentence, blocking=True)
        elif not _can_show(one, shown):
            yield Finding(key, _("It is never shown: nobody meets its conditions."), blocking=True)
        else:
            shown[key] = one
        if _asks_birth(one):
            sentence = _("It asks for a date of birth: ask for the age, as a number.")
            yield Finding(key, sentence, blocking=True)


def _circles(definitions: Sequence[Mapping]) -> Iterator[tuple[str, str]]:
    """By key: questions that wait for each other."""
    texts = {one["key"]: in_language(one["text"]) for one in definitions}
    after = {
        one["key"]: [condition["question"] for condition in one.get("show_when", ())]
        for one in definitions
    }
    for start in after:
        waiting, seen = [start], set()
        while waiting:
            key = waiting.pop()
            if start in after.get(key, ()):
                told = _("It waits for itself: it is shown after “%(question)s”, and so back.")
                yield start, told % {"question": texts[key]}
                break
            waiting += [named for named in after.get(key, ()) if named not in seen]
            seen.update(after.get(key, ()))


def _can_show(one: Mapping, shown: Mapping[str, Mapping]) -> bool:
    """Whether some answers to the questions shown before open this one."""
    wanted: dict[str, set[str]] = {}
    for condition in one.get("show_when", ()):
        named = shown.get(condition["question"])
        if named is None:
            return False
        answers = set(condition["any_of"])
        if named["kind"] != QuestionKind.MULTIPLE:
            answers &= wanted.get(named["key"], answers)
        if not answers:
            return False
        wanted[named["key"]] = answers
    return True


def _asks_birth(one: Mapping) -> bool:
    years = one["kind"] == QuestionKind.NUMBER and (one.get("minimum") or 0) >= _FIRST_YEAR
    return years or any(_BIRTH.search(text) for text in _texts(one, ("text", "help")))


def _advice(definitions: Sequence[Mapping], used: Used) -> Iterator[Finding]:
    if len(definitions) > MOST_QUESTIONS:
        told = _("%(count)d questions: beyond %(most)d, many leave before the end.")
        yield Finding("", told % {"count": len(definitions), "most": MOST_QUESTIONS})
    opening = {
        condition["question"] for one in definitions for condition in one.get("show_when", ())
    }
    for one in definitions:
        yield from _long_sentences(one)
        if one["key"] not in used:
            if one["key"] not in opening:
                told = _("It excludes nothing: no offer has a criterion on it.")
                yield Finding(one["key"], told)
            continue
        idle = [
            in_language(choice["label"])
            for choice in one.get("choices", ())
            if choice["key"] not in used[one["key"]] and not choice.get("urgent")
        ]
        if idle:
            names = ", ".join(_("“%s”") % name for name in idle)
            yield Finding(one["key"], _("No offer names these answers: %s.") % names)


def _long_sentences(one: Mapping) -> Iterator[Finding]:
    for text in _texts(one, ("text", "help", "why")):
        for sentence in _SENTENCES.split(text):
            words = sentence.split()
            if len(words) > MOST_WORDS:
                told = _("A sentence of %(count)d words: cut it in two. “%(beginning)s…”")
                beginning = " ".join(words[:6])
                yield Finding(one["key"], told % {"count": len(words), "beginning": beginning})


def _texts(one: Mapping, parts: Sequence[str]) -> Iterator[str]:
    """Its words in each language: of these parts, then of its choices."""
    for words in (one.get(part) for part in parts):
        yield from (words or {}).values()
    for choice in one.get("choices", ()):
        for part in ("label", "hint"):
            yield from (choice.get(part) or {}).values()
