"""What an editor does to a territory's questionnaire, one act at a time. Pure, as
themes.adaptations is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from themes.adaptations import AS_THE_MODEL, Adaptation, Definition, Words, laid_out


def begun(model: Sequence[Definition], ours: Adaptation) -> Adaptation:
    """From the first act on, national changes wait for somebody to accept them."""
    return replace(ours, base=tuple(model)) if ours.base is None else ours


def move(model: Sequence[Definition], ours: Adaptation, *, key: str, up: bool) -> Adaptation:
    """One place earlier or later; at an end it stays."""
    keys = [one["key"] for one in laid_out(model, ours)]
    place = keys.index(key)
    other = max(place - 1, 0) if up else min(place + 1, len(keys) - 1)
    keys[place], keys[other] = keys[other], keys[place]
    return replace(ours, order=tuple(keys))


def hide(ours: Adaptation, *, path: str) -> Adaptation:
    return replace(ours, hidden=ours.hidden | {path})


def show(ours: Adaptation, *, path: str) -> Adaptation:
    return replace(ours, hidden=ours.hidden - {path})


def reword(
    ours: Adaptation, *, said: Mapping[str, Words], model: Mapping[str, Words]
) -> Adaptation:
    """Texts by path: ours where they differ from the model's, given beside them."""
    words = dict(ours.words)
    for path, text in said.items():
        theirs = model.get(path, {})
        if all(text.get(one, "") == theirs.get(one, "") for one in {*text, *theirs}):
            words.pop(path, None)
        else:
            words[path] = text
    return replace(ours, words=words)


def ask(ours: Adaptation, *, question: Definition) -> Adaptation:
    """Add a question of ours, or put this one in the place of what it was."""
    return replace(ours, questions=_put(ours.questions, question))


def offer_choice(ours: Adaptation, *, key: str, choice: Definition) -> Adaptation:
    """Add an answer of ours to this question, or put this one in the place of what it was."""
    return replace(ours, choices={**ours.choices, key: _put(ours.choices.get(key, ()), choice)})


def remove(ours: Adaptation, *, path: str) -> Adaptation:
    """Take away a question or an answer of ours."""
    key, _dot, choice = path.partition(".")
    if choice:
        left = tuple(one for one in ours.choices.get(key, ()) if one["key"] != choice)
        return replace(ours, choices={**ours.choices, key: left})
    return replace(ours, questions=tuple(one for one in ours.questions if one["key"] != key))


def put_back(ours: Adaptation, *, key: str) -> Adaptation:
    """One question as the model asks it: our words and what is hidden in it go, and the answers
    that we added."""
    return replace(
        ours,
        hidden=frozenset(path for path in ours.hidden if not _is_in(path, key)),
        words={path: said for path, said in ours.words.items() if not _is_in(path, key)},
        choices={one: found for one, found in ours.choices.items() if one != key},
    )


def put_all_back() -> Adaptation:
    return AS_THE_MODEL


def _is_in(path: str, key: str) -> bool:
    return path.partition(".")[0] == key


def _put(there: tuple[Definition, ...], one: Definition) -> tuple[Definition, ...]:
    if any(other["key"] == one["key"] for other in there):
        return tuple(one if other["key"] == one["key"] else other for other in there)
    return (*there, one)
