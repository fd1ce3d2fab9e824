"""Whether an offer suits somebody's answers: the rule that every search engine must follow."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from themes.places import zones_of

# By question key: the keys of the chosen answers, the code of a commune (`commune:51454`), or a
# number. An unanswered question is absent.
Answers = Mapping[str, frozenset[str] | int]


@dataclass(frozen=True)
class Accepts:
    """The accepted answers of one question, zones for a place; none named means any."""

    question: str
    choices: frozenset[str]


@dataclass(frozen=True)
class Between:
    """The accepted numbers of one question, bounds included; None is no bound."""

    question: str
    minimum: int | None
    maximum: int | None


Criterion = Accepts | Between
Criteria = tuple[Criterion, ...]


@dataclass(frozen=True)
class Reason:
    """An answer that the offer asks for: a choice, a commune, or the number given."""

    question: str
    value: str | int


@dataclass(frozen=True)
class Match:
    """`reasons` is empty when the offer does not suit."""

    suits: bool
    reasons: tuple[Reason, ...]


def match(criteria: Criteria, answers: Answers) -> Match:
    """Whether an offer suits these answers, and why.

    Every criterion must hold, and one accepted answer is enough for it to hold. An unanswered
    question never excludes, nor does an answer of the other kind (a number where choices are
    accepted): the question has changed since one of the two was written.
    """
    reasons: list[Reason] = []
    for criterion in criteria:
        answer = answers.get(criterion.question)
        if isinstance(criterion, Accepts):
            if not criterion.choices or not isinstance(answer, frozenset) or not answer:
                continue
            accepted = {one for one in answer if not criterion.choices.isdisjoint(named_by(one))}
            if not accepted:
                return Match(suits=False, reasons=())
            reasons += (Reason(criterion.question, choice) for choice in sorted(accepted))
        else:
            if criterion.minimum is None and criterion.maximum is None:
                continue
            if not isinstance(answer, int):
                continue
            too_low = criterion.minimum is not None and answer < criterion.minimum
            too_high = criterion.maximum is not None and answer > criterion.maximum
            if too_low or too_high:
                return Match(suits=False, reasons=())
            reasons.append(Reason(criterion.question, answer))
    return Match(suits=True, reasons=tuple(reasons))


def named_by(answer: str) -> frozenset[str]:
    """What a criterion may name to accept this answer: itself, and for a commune its zones."""
    return zones_of(answer) | {answer}


def read_criteria(data: Mapping) -> Criteria:
    """From the stored shape: `{"housing_duration": ["months"], "age": {"min": 16, "max": 25}}`.

    Raises ValueError with a sentence.
    """
    if not isinstance(data, Mapping):
        raise ValueError(_("Criteria are accepted answers by question."))
    return tuple(_read_criterion(question, stored) for question, stored in data.items())


def write_criteria(criteria: Criteria) -> dict[str, list[str] | dict[str, int]]:
    """The stored shape: what `read_criteria` reads."""
    stored: dict[str, list[str] | dict[str, int]] = {}
    for criterion in criteria:
        if isinstance(criterion, Accepts):
            stored[criterion.question] = sorted(criterion.choices)
        else:
            bounds = {"min": criterion.minimum, "max": criterion.maximum}
            stored[criterion.question] = {
                side: bound for side, bound in bounds.items() if bound is not None
            }
    return stored


def _read_criterion(question: object, stored: object) -> Criterion:
    if not isinstance(question, str) or not question:
        raise ValueError(_("Each criterion names its question."))
    if isinstance(stored, Mapping):
        return _read_between(question, stored)
    if isinstance(stored, list | tuple) and all(isinstance(one, str) and one for one in stored):
        return Accepts(question, frozenset(stored))
    raise ValueError(
        _("“%(question)s” takes a list of answers, or a range of numbers.") % {"question": question}
    )


def _read_between(question: str, stored: Mapping) -> Between:
    minimum, maximum = stored.get("min"), stored.get("max")
    whole = all(type(bound) is int for bound in (minimum, maximum) if bound is not None)
    if set(stored) - {"min", "max"} or not whole:
        raise ValueError(
            _("“%(question)s”: a range is made of whole numbers, “min” and “max”.")
            % {"question": question}
        )
    if minimum is not None and maximum is not None and minimum > maximum:
        raise ValueError(
            _("“%(question)s”: the smallest number is above the largest.") % {"question": question}
        )
    return Between(question, minimum, maximum)
