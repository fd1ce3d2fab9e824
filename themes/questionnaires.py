"""What a theme asks: questions, when they are shown, and answers read from what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from tenants.geography.naming import in_commune
from themes.keys import is_local
from themes.localized import in_language
from themes.matching import Answers, Match
from themes.places import commune_name, is_zone, read_commune

# What a form sends for "I do not know": never stored, the same as no answer.
UNKNOWN = "unknown"


class QuestionKind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    NUMBER = "number"
    YES_NO = "yes_no"
    PLACE = "place"

    @property
    def has_choices(self) -> bool:
        return self not in {QuestionKind.NUMBER, QuestionKind.PLACE}


@dataclass(frozen=True)
class Choice:
    """`reason` says the answer back ("You need a roof tonight"); `urgent`: keys of
    EMERGENCY_NUMBERS to show first to who chooses it."""

    key: str
    label: str
    hint: str = ""
    reason: str = ""
    urgent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """Holds when one of these answers was given to an earlier question."""

    question: str
    any_of: frozenset[str]

    def holds(self, answers: Answers) -> bool:
        answer = answers.get(self.question)
        return isinstance(answer, frozenset) and not self.any_of.isdisjoint(answer)


@dataclass(frozen=True)
class Question:
    """Choices, or for a number its bounds and unit; a number and a place have a `reason` with
    `{value}` in it."""

    key: str
    kind: QuestionKind
    text: str
    help: str = ""
    why: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    reason: str = ""
    allow_unknown: bool = True
    show_when: tuple[Condition, ...] = ()

    def choice(self, key: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)

    def accepts(self, choice: str) -> bool:
        """Whether an offer may name this in its criterion: a choice, a zone for a place."""
        if self.kind == QuestionKind.PLACE:
            return is_zone(choice)
        return self.choice(choice) is not None

    def read(self, typed: Sequence[str]) -> frozenset[str] | int | None:
        """What was typed or ticked as an answer, None without one. Raises ValueError with a
        sentence that says how to mend it."""
        given = {text for text in (text.strip() for text in typed) if text not in {"", UNKNOWN}}
        if not given:
            return None
        if self.kind == QuestionKind.NUMBER:
            return self._read_number(given)
        if self.kind == QuestionKind.PLACE:
            # What was picked in the list comes after the words that were typed for it.
            return frozenset({read_commune([one for one in typed if one.strip() in given][-1])})
        if any(self.choice(key) is None for key in given):
            raise ValueError(_("This answer is not one of those proposed. Choose one in the list."))
        if self.kind != QuestionKind.MULTIPLE and len(given) > 1:
            raise ValueError(_("Choose one answer only."))
        return frozenset(given)

    def _read_number(self, given: set[str]) -> int:
        # "1 000" is a number; more than nine digits is none that is asked here.
        digits = "".join(given.pop().split())
        if not given and digits.isdecimal() and len(digits) <= 9:
            number = int(digits)
            low = self.minimum is None or number >= self.minimum
            high = self.maximum is None or number <= self.maximum
            if low and high:
                return number
        if self.minimum is None or self.maximum is None:
            raise ValueError(_("Write a whole number in digits, for example 20."))
        raise ValueError(
            _("Write a whole number between %(minimum)d and %(maximum)d, for example %(example)d.")
            % {
                "minimum": self.minimum,
                "maximum": self.maximum,
                "example": (self.minimum + self.maximum) // 2,
            }
        )

    def reason_for(self, value: str | int) -> str:
        """Why an answer counts, in words; the answer itself where no reason was written."""
        if isinstance(value, int):
            return (self.reason or "{value} " + self.unit).replace("{value}", str(value)).strip()
        if self.kind == QuestionKind.PLACE:
            name = commune_name(value)
            return self.reason.replace("{value}", in_commune(name)) or name
        choice = self.choice(value)
        return (choice.reason or choice.label) if choice else ""


@dataclass(frozen=True)
class Questionnaire:
    """`unasked` names questions ("situation") and answers ("situation.student") that this territory
    hides: an address may hold them, and they are left out of it without a word."""

    theme: str
    questions: tuple[Question, ...]
    unasked: frozenset[str] = frozenset()

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    def shown(self, answers: Answers) -> tuple[Question, ...]:
        """The questions whose conditions hold; an answer to a question not shown opens nothing."""
        shown: list[Question] = []
        counted: dict[str, frozenset[str] | int] = {}
        for question in self.questions:
            if all(condition.holds(counted) for condition in question.show_when):
                shown.append(question)
                if question.key in answers:
                    counted[question.key] = answers[question.key]
        return tuple(shown)

    def clean(self, raw: Mapping[str, Sequence[str]]) -> tuple[Answers, dict[str, list[str]]]:
        """The answers in what a form or an address holds, and sentences by question that failed.

        "unknown" and blank are no answer. Answers to questions that are not shown are left out, as
        what only another territory asks is.
        """
        answers: dict[str, frozenset[str] | int] = {}
        errors: dict[str, list[str]] = {}
        for key, typed in raw.items():
            question = self.question(key)
            if question is None and (key in self.unasked or is_local(key)):
                continue
            if question is None:
                errors[key] = [_("This question is not asked here. Take this answer out.")]
                continue
            try:
                answer = question.read(
                    [one for one in typed if not self._is_elsewhere(question, one)]
                )
            except ValueError as error:
                errors[key] = [str(error)]
            else:
                if answer is not None:
                    answers[key] = answer
        shown = {question.key for question in self.shown(answers)}
        return {key: answer for key, answer in answers.items() if key in shown}, errors

    def _is_elsewhere(self, question: Question, choice: str) -> bool:
        return question.choice(choice) is None and (
            is_local(choice) or f"{question.key}.{choice}" in self.unasked
        )

    def reasons(self, match: Match) -> tuple[str, ...]:
        """Why an offer suits, in words, in the order of the questions and of their choices."""
        found = {(reason.question, reason.value) for reason in match.reasons}
        sentences: list[str] = []
        for question in self.questions:
            values: list[str | int] = [choice.key for choice in question.choices]
            values += [value for key, value in found if key == question.key and value not in values]
            for value in values:
                sentence = question.reason_for(value) if (question.key, value) in found else ""
                if sentence:
                    sentences.append(sentence)
        return tuple(sentences)


def read_questionnaire(
    data: Mapping, language: str | None = None, *, unasked: Iterable[str] = ()
) -> Questionnaire:
    """From the shape of themes/data/*.json, its words in this language, else in French."""
    return Questionnaire(
        theme=data["key"],
        questions=tuple(_read_question(one, language) for one in data["questions"]),
        unasked=frozenset(unasked),
    )


def _read_question(data: Mapping, language: str | None) -> Question:
    return Question(
        key=data["key"],
        kind=QuestionKind(data["kind"]),
        text=in_language(data["text"], language),
        help=in_language(data.get("help"), language),
        why=in_language(data.get("why"), language),
        choices=tuple(
            Choice(
                key=choice["key"],
                label=in_language(choice["label"], language),
                hint=in_language(choice.get("hint"), language),
                reason=in_language(choice.get("reason"), language),
                urgent=tuple(choice.get("urgent", ())),
            )
            for choice in data.get("choices", ())
        ),
        minimum=data.get("minimum"),
        maximum=data.get("maximum"),
        unit=in_language(data.get("unit"), language),
        reason=in_language(data.get("reason"), language),
        allow_unknown=data.get("allow_unknown", True),
        show_when=tuple(
            Condition(condition["question"], frozenset(condition["any_of"]))
            for condition in data.get("show_when", ())
        ),
    )
