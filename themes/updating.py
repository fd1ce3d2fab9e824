"""National changes as a territory receives them: accepted or declined one by one.

Three-way: the model as it was last seen (the base of the adaptation), the model now, and ours. A
decision moves the base; declining makes ours of what was there. What we wrote is never touched by a
change on something else.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from themes.adaptations import (
    Adaptation,
    Definition,
    Words,
    as_followed,
    in_order,
    laid_out,
    says_the_same,
    texts_of,
)
from themes.wording import CHOICE_TEXTS, TEXTS


class ChangeKind(StrEnum):
    NEW_QUESTION = "new_question"
    REMOVED_QUESTION = "removed_question"
    NEW_CHOICE = "new_choice"
    REMOVED_CHOICE = "removed_choice"
    REWORDED = "reworded"
    REORDERED = "reordered"
    # Followed as soon as it changes: bounds, conditions, order of the answers, urgent numbers.
    FOLLOWED = "followed"
    # Another kind of question, or words that data protection requires.
    IMPOSED = "imposed"


@dataclass(frozen=True)
class Change:
    """`path` as in themes.adapting, empty for the order; `old`, `new`: the question, the choice or
    the words in the model; `ours`: our words for the same text."""

    kind: ChangeKind
    path: str = ""
    old: Definition = field(default_factory=dict)
    new: Definition = field(default_factory=dict)
    ours: Words = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.path}"

    @property
    def applied(self) -> bool:
        """Whether it is asked already: one takes note of it, and does not decline it."""
        return self.kind in {ChangeKind.FOLLOWED, ChangeKind.IMPOSED}


def changes(model: Sequence[Definition], ours: Adaptation) -> list[Change]:
    """What the country changed since this territory last looked; none if it follows the model."""
    return [] if ours.base is None else list(_changes(model, ours.base, ours))


def accept(change: Change, model: Sequence[Definition], ours: Adaptation) -> Adaptation:
    taken = _texts_taken(change)
    words = {path: said for path, said in ours.words.items() if path not in taken}
    order = ours.order
    if change.kind == ChangeKind.REORDERED and order:
        order = tuple(in_order(order, [one["key"] for one in model]))
    return replace(ours, base=_moved(change, model, ours.base or ()), words=words, order=order)


def decline(change: Change, model: Sequence[Definition], ours: Adaptation) -> Adaptation:
    """What was asked before the change is asked still, as ours."""
    if change.applied:
        return accept(change, model, ours)
    kept = replace(ours, base=_moved(change, model, ours.base or ()))
    key = change.path.partition(".")[0]
    match change.kind:
        case ChangeKind.NEW_QUESTION | ChangeKind.NEW_CHOICE:
            # Its place in an order from before it went moves nothing of what is asked.
            order = tuple(one for one in kept.order if one != change.path)
            return replace(kept, hidden=kept.hidden | {change.path}, order=order)
        case ChangeKind.REMOVED_QUESTION:
            return replace(
                kept, questions=(*kept.questions, change.old), order=_order_of(model, ours)
            )
        case ChangeKind.REMOVED_CHOICE:
            choices = (*kept.choices.get(key, ()), change.old)
            return replace(kept, choices={**kept.choices, key: choices})
        case ChangeKind.REWORDED:
            languages = {*change.old, *change.new}
            said = {language: change.old.get(language, "") for language in languages}
            said |= change.ours
            return replace(kept, words={**kept.words, change.path: said})
        case _:
            return replace(kept, order=_order_of(model, ours))


def _texts_taken(change: Change) -> set[str]:
    """The texts that are the model's once the change is accepted."""
    if change.kind == ChangeKind.REWORDED:
        return {change.path}
    if change.kind == ChangeKind.IMPOSED and change.new.get("imposed"):
        before = dict(texts_of(change.old))
        return {path for path, said in texts_of(change.new) if before.get(path) != said}
    return set()


def _order_of(model: Sequence[Definition], ours: Adaptation) -> tuple[str, ...]:
    return tuple(one["key"] for one in laid_out(model, ours))


def _changes(
    model: Sequence[Definition], seen: Sequence[Definition], ours: Adaptation
) -> Iterator[Change]:
    base = {one["key"]: one for one in seen}
    now = {one["key"]: one for one in model}
    for key, old in base.items():
        if key not in now:
            yield Change(ChangeKind.REMOVED_QUESTION, key, old=old)
    for key, new in now.items():
        if key not in base:
            yield Change(ChangeKind.NEW_QUESTION, key, new=new)
        elif not says_the_same(new, base[key]):
            yield from _changes_in(base[key], new, ours)
    if _common(base, now) != _common(now, base):
        yield Change(ChangeKind.REORDERED)


def _changes_in(old: Definition, new: Definition, ours: Adaptation) -> Iterator[Change]:
    key, followed = old["key"], as_followed(old, new)
    if says_the_same(followed, new):
        imposed = new.get("imposed") or new["kind"] != old["kind"]
        kind = ChangeKind.IMPOSED if imposed else ChangeKind.FOLLOWED
        yield Change(kind, key, old=old, new=new)
        return
    if followed != old:
        yield Change(ChangeKind.FOLLOWED, key, old=old, new=new)
    yield from _rewordings(old, new, key, TEXTS, ours)
    before = {one["key"]: one for one in old.get("choices", ())}
    after = {one["key"]: one for one in new.get("choices", ())}
    for choice, there in before.items():
        if choice not in after:
            yield Change(ChangeKind.REMOVED_CHOICE, f"{key}.{choice}", old=there)
    for choice, there in after.items():
        path = f"{key}.{choice}"
        if choice in before:
            yield from _rewordings(before[choice], there, path, CHOICE_TEXTS, ours)
        else:
            yield Change(ChangeKind.NEW_CHOICE, path, new=there)


def _rewordings(
    old: Definition, new: Definition, path: str, parts: tuple[str, ...], ours: Adaptation
) -> Iterator[Change]:
    for part in parts:
        if old.get(part) != new.get(part):
            named = f"{path}.{part}"
            yield Change(
                ChangeKind.REWORDED,
                named,
                old.get(part, {}),
                new.get(part, {}),
                ours.words.get(named, {}),
            )


def _common(one: Iterable[str], other: Collection[str]) -> list[str]:
    return [key for key in one if key in other]


def _moved(
    change: Change, model: Sequence[Definition], base: tuple[Definition, ...]
) -> tuple[Definition, ...]:
    """The base once this change is decided upon, whatever was decided."""
    now = {one["key"]: one for one in model}
    key, _dot, rest = change.path.partition(".")
    there = {one["key"]: one for one in base}
    match change.kind:
        case ChangeKind.REORDERED:
            return tuple(there[one] for one in in_order(list(there), list(now)))
        case ChangeKind.REMOVED_QUESTION:
            return tuple(one for one in base if one["key"] != key)
        case ChangeKind.NEW_QUESTION:
            around = [one for one in now if one in there or one == key]
            there[key] = now[key]
            before = around[: around.index(key)]
            keys = [one["key"] for one in base]
            keys.insert(keys.index(before[-1]) + 1 if before else 0, key)
            return tuple(there[one] for one in keys)
        case ChangeKind.IMPOSED:
            moved = now[key]
        case ChangeKind.FOLLOWED:
            moved = as_followed(there[key], now[key])
        case ChangeKind.REWORDED:
            moved = _reworded(there[key], now[key], rest)
        case _:
            moved = _with_choice(there[key], now[key], rest)
    return tuple(moved if one["key"] == key else one for one in base)


def _reworded(old: Definition, new: Definition, rest: str) -> Definition:
    """`rest`: a text of the question, or a choice and a text of it."""
    choice, _dot, part = rest.rpartition(".")
    if not choice:
        return _with_part(old, new, part)
    theirs = {one["key"]: one for one in new["choices"]}
    choices = [
        _with_part(one, theirs[choice], part) if one["key"] == choice else one
        for one in old["choices"]
    ]
    return {**old, "choices": choices}


def _with_choice(old: Definition, new: Definition, key: str) -> Definition:
    """With this choice as it is in the new one: there, or not."""
    there = {one["key"]: one for one in old["choices"] if one["key"] != key}
    theirs = {one["key"]: one for one in new["choices"]}
    if key in theirs:
        there[key] = theirs[key]
    return {**old, "choices": [there[one] for one in in_order(list(there), list(theirs))]}


def _with_part(old: Definition, new: Definition, part: str) -> Definition:
    kept = {name: value for name, value in old.items() if name != part}
    return {**kept, part: new[part]} if part in new else kept
