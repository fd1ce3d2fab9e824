"""What a territory makes of a theme's model questionnaire: its order, its words, what it hides and
what it adds. Pure: definitions have the shape of themes/data/*.json.

Texts and answers are named by paths: `situation`, `situation.text`, `situation.student`,
`situation.student.label`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from themes.localized import FALLBACK
from themes.questionnaires import QuestionKind
from themes.wording import CHOICE_TEXTS, TEXTS

Definition = Mapping[str, Any]
Words = Mapping[str, str]

# What makes a key the same question everywhere, and what nobody reads: always the model's.
FOLLOWED = ("minimum", "maximum", "allow_unknown", "show_when")


@dataclass(frozen=True)
class Adaptation:
    """`base` is the model as this territory last saw it, and the rest is laid upon it. Without a
    base nothing is adapted: the model is followed as it changes.

    `order`: keys of questions; `hidden`: paths of questions and choices; `words`: our texts by
    path and language; `questions` and `choices`: what we ask beside the model's.
    """

    base: tuple[Definition, ...] | None = None
    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    words: Mapping[str, Words] = field(default_factory=dict)
    questions: tuple[Definition, ...] = ()
    choices: Mapping[str, tuple[Definition, ...]] = field(default_factory=dict)


AS_THE_MODEL = Adaptation()


def read_adaptation(stored: Mapping) -> Adaptation:
    """From the stored shape: what `write_adaptation` gives; `{}` is the model."""
    return Adaptation(
        base=tuple(stored["base"]) if "base" in stored else None,
        order=tuple(stored.get("order", ())),
        hidden=frozenset(stored.get("hidden", ())),
        words=dict(stored.get("words", {})),
        questions=tuple(stored.get("questions", ())),
        choices={key: tuple(found) for key, found in stored.get("choices", {}).items()},
    )


def write_adaptation(adaptation: Adaptation) -> dict[str, Any]:
    if adaptation.base is None:
        return {}
    return {
        "base": list(adaptation.base),
        "order": list(adaptation.order),
        "hidden": sorted(adaptation.hidden),
        "words": dict(adaptation.words),
        "questions": list(adaptation.questions),
        "choices": {key: list(found) for key, found in adaptation.choices.items() if found},
    }


def adapted(
    model: Sequence[Definition], ours: Adaptation, withdrawn: Collection[str] = ()
) -> list[Definition]:
    """The questions to ask, in their order. `withdrawn` are those that data protection no longer
    lets be asked. A question that depends on one that is not asked before it is not asked."""
    asked: dict[str, Definition] = {}
    for definition in laid_out(model, ours):
        key = definition["key"]
        shown = [one for one in definition.get("choices", ()) if not _hides(ours, key, one)]
        enough = len(shown) > 1 or not QuestionKind(definition["kind"]).has_choices
        if key in ours.hidden or key in withdrawn or not enough:
            continue
        if all(_can_hold(condition, asked) for condition in definition.get("show_when", ())):
            asked[key] = {**definition, "choices": shown} if shown else definition
    return list(asked.values())


def laid_out(model: Sequence[Definition], ours: Adaptation) -> list[Definition]:
    """All questions in their order with our words and our choices, hidden ones too."""
    now = {one["key"]: one for one in model}
    base = model if ours.base is None else ours.base
    named = {one["key"]: _laid(one, now.get(one["key"]), ours) for one in base}
    for one in ours.questions:
        named.setdefault(one["key"], _with_ours(one, ours))
    return [named[key] for key in in_order(list(named), ours.order)]


def in_order(keys: Sequence[str], order: Sequence[str]) -> list[str]:
    """These keys in this order; one that it does not name stays after the one before it."""
    arranged = [key for key in order if key in keys]
    for place, key in enumerate(keys):
        if key not in arranged:
            before = arranged.index(keys[place - 1]) + 1 if place else 0
            arranged.insert(before, key)
    return arranged


def as_followed(definition: Definition, now: Definition | None) -> Definition:
    """A question of the base with what always is the model's; the model's own question when it is
    another kind of question, or when data protection wants these words at once."""
    if now is None or says_the_same(now, definition):
        return definition
    if now.get("imposed") or now["kind"] != definition["kind"]:
        return now
    followed = {part: now[part] for part in FOLLOWED if part in now}
    kept = {part: value for part, value in definition.items() if part not in FOLLOWED}
    if "choices" not in kept:
        return {**kept, **followed}
    theirs = {one["key"]: one for one in now["choices"]}
    mine = {one["key"]: one for one in definition["choices"]}
    choices = [_as_urgent(mine[key], theirs.get(key)) for key in in_order(list(mine), list(theirs))]
    return {**kept, **followed, "choices": choices}


def says_the_same(one: Definition, other: Definition) -> bool:
    """Whether two definitions are the same, whatever is imposed."""
    return {**one, "imposed": None} == {**other, "imposed": None}


def paths_of(definitions: Sequence[Definition]) -> set[str]:
    """Of these questions and their choices."""
    found: set[str] = set()
    for one in definitions:
        found.add(one["key"])
        found |= {f"{one['key']}.{choice['key']}" for choice in one.get("choices", ())}
    return found


def texts_of(definition: Definition) -> Iterator[tuple[str, Words]]:
    """(path, words) of a question, then of each of its choices."""
    key = definition["key"]
    yield from ((f"{key}.{part}", definition[part]) for part in TEXTS if part in definition)
    for choice in definition.get("choices", ()):
        for part in CHOICE_TEXTS:
            if part in choice:
                yield f"{key}.{choice['key']}.{part}", choice[part]


def _laid(definition: Definition, now: Definition | None, ours: Adaptation) -> Definition:
    if now is not None and now.get("imposed") and not says_the_same(now, definition):
        return now
    return _with_ours(as_followed(definition, now), ours)


def _with_ours(definition: Definition, ours: Adaptation) -> Definition:
    key = definition["key"]
    worded = _worded(definition, key, TEXTS, ours.words)
    if "choices" not in worded:
        return worded
    known = {one["key"] for one in worded["choices"]}
    added = [one for one in ours.choices.get(key, ()) if one["key"] not in known]
    choices = [
        _worded(one, f"{key}.{one['key']}", CHOICE_TEXTS, ours.words)
        for one in (*worded["choices"], *added)
    ]
    return {**worded, "choices": choices}


def _worded(
    said: Definition, path: str, parts: tuple[str, ...], words: Mapping[str, Words]
) -> Definition:
    """With our words where we have some; a text of ours that is empty is left out."""
    changed = dict(said)
    for part in parts:
        if our := words.get(f"{path}.{part}"):
            both = {**said.get(part, {}), **our}
            changed[part] = {language: text for language, text in both.items() if text}
            if FALLBACK not in changed[part]:
                del changed[part]
    return changed


def _as_urgent(choice: Definition, now: Definition | None) -> Definition:
    if now is None or choice.get("urgent") == now.get("urgent"):
        return choice
    urgent = {"urgent": now["urgent"]} if "urgent" in now else {}
    return {**{part: value for part, value in choice.items() if part != "urgent"}, **urgent}


def _hides(ours: Adaptation, key: str, choice: Definition) -> bool:
    return f"{key}.{choice['key']}" in ours.hidden


def _can_hold(condition: Mapping, asked: Mapping[str, Definition]) -> bool:
    named = asked.get(condition["question"])
    choices = {choice["key"] for choice in named.get("choices", ())} if named else set()
    return not choices.isdisjoint(condition["any_of"])
