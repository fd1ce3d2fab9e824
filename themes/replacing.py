"""Answers that go from a question, and what takes their place in the criteria of offers."""

from collections.abc import Mapping, Sequence

# By question, by choice that goes: the choices that replace it, none to name none.
Replaced = Mapping[str, Mapping[str, Sequence[str]]]


def answers_gone(asked: Sequence[Mapping], drafted: Sequence[Mapping]) -> dict[str, list[str]]:
    """By question that stays, the choices that it has no more, in their order."""
    left = {one["key"]: _choices(one) for one in drafted}
    gone = {
        one["key"]: [choice for choice in _choices(one) if choice not in left[one["key"]]]
        for one in asked
        if left.get(one["key"])
    }
    return {key: choices for key, choices in gone.items() if choices}


def with_gone_answers(drafted: Sequence[Mapping], asked: Sequence[Mapping]) -> list[Mapping]:
    """The questions of both, those of the draft first; each with the answers that it has no more
    after those that it has."""
    now = {one["key"]: one for one in drafted}
    for one in asked:
        there = now.setdefault(one["key"], one)
        gone = [it for it in one.get("choices", ()) if it["key"] not in _choices(there)]
        if gone:
            now[one["key"]] = {**there, "choices": [*there.get("choices", ()), *gone]}
    return list(now.values())


def replace_answers(criteria: Mapping, replaced: Replaced) -> dict:
    """The criteria of an offer after that. A criterion that names no answer any more goes: the
    offer is then open whatever one answers."""
    changed = {}
    for question, criterion in criteria.items():
        if question in replaced and isinstance(criterion, list):
            named = [
                new for choice in criterion for new in replaced[question].get(choice, (choice,))
            ]
            criterion = list(dict.fromkeys(named))
            if not criterion:
                continue
        changed[question] = criterion
    return changed


def _choices(definition: Mapping) -> list[str]:
    return [choice["key"] for choice in definition.get("choices", ())]
