"""What a question must look like to be asked, said in words to whoever writes it."""

from collections.abc import Iterator, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from themes.emergency import EMERGENCY_NUMBERS
from themes.keys import is_key
from themes.localized import in_language, is_localized
from themes.questionnaires import UNKNOWN, QuestionKind

_TEXTS = ("text",)
_OPTIONAL_TEXTS = ("help", "why", "unit", "reason")
_PARTS = {
    *("key", "kind", "allow_unknown", "imposed", "choices", "minimum", "maximum", "show_when"),
    *_TEXTS,
    *_OPTIONAL_TEXTS,
}
_CHOICE_PARTS = {"key", "label", "hint", "reason", "urgent"}
# What makes a question the same question wherever its key is used.
SHARED = ("kind", "minimum", "maximum")


def check_question(definition: object) -> list[str]:
    """Sentences: what is wrong in one question taken alone. Shape: themes/data/*.json."""
    if not isinstance(definition, Mapping):
        return [_("A question is made of a key, a kind, a text and its answers.")]
    return [*_check_words(definition), *_check_answers(definition), *_check_conditions(definition)]


def check_order(definitions: Sequence[Mapping]) -> dict[str, list[str]]:
    """Sentences by key: conditions of well-formed questions, in their order, that cannot hold."""
    errors: dict[str, list[str]] = {}
    earlier: dict[str, Mapping] = {}
    texts = {one["key"]: in_language(one["text"]) for one in definitions}
    for definition in definitions:
        for condition in definition.get("show_when", ()):
            named = earlier.get(condition["question"])
            if named is None:
                sentence = _("It depends on “%(question)s”, which is not asked before it.")
            elif set(condition["any_of"]) - _choice_keys(named):
                sentence = _("It depends on an answer that “%(question)s” does not have.")
            else:
                continue
            errors.setdefault(definition["key"], []).append(
                sentence % {"question": texts.get(condition["question"], condition["question"])}
            )
        earlier[definition["key"]] = definition
    return errors


def same_question(one: Mapping, other: Mapping) -> bool:
    """Whether two themes that use one key ask the same: same kind, same answers, same bounds."""
    return all(one.get(part) == other.get(part) for part in SHARED) and (
        _choice_keys(one) == _choice_keys(other)
    )


def _choice_keys(definition: Mapping) -> set[str]:
    return {choice["key"] for choice in definition.get("choices", ())}


def _check_words(definition: Mapping) -> Iterator[str]:
    if not is_key(definition.get("key")):
        yield _("A key is made of small letters, digits and _, for example housing_duration.")
    unknown = [str(part) for part in definition if part not in _PARTS]
    if unknown:
        yield _("A question has no “%(part)s”.") % {"part": ", ".join(sorted(unknown))}
    for part in (*_TEXTS, *_OPTIONAL_TEXTS):
        if (part in _TEXTS or part in definition) and not is_localized(definition.get(part)):
            yield _("“%(part)s” needs its French.") % {"part": part}
    for part in ("allow_unknown", "imposed"):
        if not isinstance(definition.get(part, True), bool):
            yield _("“%(part)s” is true or false.") % {"part": part}


def _check_answers(definition: Mapping) -> Iterator[str]:
    kind = definition.get("kind")
    choices = definition.get("choices", [])
    if kind not in list(QuestionKind):
        yield _("The kind is one of: %(kinds)s.") % {"kinds": ", ".join(QuestionKind)}
    elif not isinstance(choices, list) or not all(isinstance(one, Mapping) for one in choices):
        yield _("Choices are a list, each with a key and a label.")
    elif kind == QuestionKind.NUMBER:
        if choices:
            yield _("A number has bounds, not choices.")
        yield from _check_bounds(definition)
        yield from _check_reason(
            definition, _("The reason of a number says where it goes: “Tu as {value} ans”.")
        )
    elif kind == QuestionKind.PLACE:
        if choices or "minimum" in definition or "maximum" in definition:
            yield _("A place has neither choices nor bounds.")
        yield from _check_reason(
            definition, _("The reason of a place says where it goes: “Tu étudies {value}”.")
        )
    else:
        if "minimum" in definition or "maximum" in definition:
            yield _("Only a number has bounds.")
        keys = [choice.get("key") for choice in choices]
        if kind == QuestionKind.YES_NO and sorted(map(str, keys)) != ["no", "yes"]:
            yield _("The choices of a yes or no question are “yes” and “no”.")
        if len(keys) < 2:
            yield _("A question needs two choices at least.")
        for choice in choices:
            yield from _check_choice(choice, taken=keys)


def _check_bounds(definition: Mapping) -> Iterator[str]:
    minimum, maximum = definition.get("minimum"), definition.get("maximum")
    if type(minimum) is not int or type(maximum) is not int or minimum < 0:
        yield _("A number needs a “minimum” and a “maximum”, whole and not below zero.")
    elif minimum >= maximum:
        yield _("The minimum must be below the maximum.")
    elif maximum > 999_999_999:
        yield _("The maximum has nine digits at most.")


def _check_reason(definition: Mapping, refusal: str) -> Iterator[str]:
    reason = definition.get("reason")
    if isinstance(reason, Mapping) and not all("{value}" in str(text) for text in reason.values()):
        yield refusal


def _check_choice(choice: Mapping, *, taken: list) -> Iterator[str]:
    key = choice.get("key")
    named = {"choice": str(key)}
    if not is_key(key) or key == UNKNOWN:
        yield _("“%(choice)s” cannot be the key of a choice: small letters, digits and _.") % named
    elif taken.count(key) > 1:
        yield _("Two choices have the key “%(choice)s”.") % named
    if set(choice) - _CHOICE_PARTS:
        yield _("The choice “%(choice)s” has a part that is not known.") % named
    for part in ("label", "hint", "reason"):
        if (part == "label" or part in choice) and not is_localized(choice.get(part)):
            yield _("The “%(part)s” of the choice “%(choice)s” needs its French.") % {
                **named,
                "part": part,
            }
    yield from _check_urgent(choice.get("urgent", []))


def _check_urgent(urgent: object) -> Iterator[str]:
    if not isinstance(urgent, list) or set(map(str, urgent)) - set(EMERGENCY_NUMBERS):
        yield _("The urgent numbers are among: %(numbers)s.") % {
            "numbers": ", ".join(EMERGENCY_NUMBERS)
        }


def validate_urgent(urgent: object) -> None:
    sentences = list(_check_urgent(urgent))
    if sentences:
        raise ValidationError(sentences)


def _check_conditions(definition: Mapping) -> Iterator[str]:
    conditions = definition.get("show_when", [])
    if not isinstance(conditions, list) or not all(map(_is_condition, conditions)):
        yield _("“show_when” names earlier questions and the answers that open this one.")


def _is_condition(condition: object) -> bool:
    return (
        isinstance(condition, Mapping)
        and set(condition) == {"question", "any_of"}
        and is_key(condition["question"])
        and isinstance(condition["any_of"], list)
        and bool(condition["any_of"])
        and all(map(is_key, condition["any_of"]))
    )
