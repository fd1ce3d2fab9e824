"""Criteria as an editor ticks them: the theme's own questions and answers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from offers.widgets import CriteriaInput
from themes.questionnaires import Question, QuestionKind, Questionnaire


class CriteriaField(forms.Field):
    """Gives the stored shape of themes.matching: `{"need": ["job"], "age": {"min": 16}}`.

    A question left to anyone is not stored: it excludes nobody.
    """

    def __init__(self, *, questionnaire: Questionnaire, **kwargs):
        self.questionnaire = questionnaire
        super().__init__(required=False, widget=CriteriaInput(questionnaire), **kwargs)

    def clean(self, value):
        criteria, errors = {}, []
        for question in self.questionnaire.questions:
            try:
                read = _READERS.get(question.kind, _read_choices)
                criterion = read(question, value.get(question.key, {}))
            except ValidationError as error:
                errors.extend(error.messages)
            else:
                if criterion:
                    criteria[question.key] = criterion
        if errors:
            raise ValidationError(errors)
        return criteria

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != (initial or {})
        except ValidationError:
            return True


def _read_choices(question: Question, answer: dict) -> list[str]:
    picked = answer.get("choices", [])
    known = [choice.key for choice in question.choices]
    if set(picked) - set(known):
        raise ValidationError(
            _("“%(question)s”: one of the answers no longer exists."),
            params={"question": question.text},
        )
    if picked and answer.get("anyone"):
        raise ValidationError(
            _("“%(question)s”: tick “Anyone”, or some answers, not both."),
            params={"question": question.text},
        )
    return [key for key in known if key in picked]


def _read_range(question: Question, answer: dict) -> dict[str, int]:
    bounds = {}
    for side in ("min", "max"):
        typed = str(answer.get(side, "")).strip()
        if not typed:
            continue
        if not typed.isdecimal() or len(typed) > 9:
            raise ValidationError(
                _("“%(question)s”: type whole numbers."), params={"question": question.text}
            )
        bounds[side] = int(typed)
        low, high = question.minimum, question.maximum
        if (low is not None and bounds[side] < low) or (high is not None and bounds[side] > high):
            raise ValidationError(
                _("“%(question)s”: a number between %(low)s and %(high)s."),
                params={"question": question.text, "low": low, "high": high},
            )
    if "min" in bounds and "max" in bounds and bounds["min"] > bounds["max"]:
        raise ValidationError(
            _("“%(question)s”: the first number is greater than the second."),
            params={"question": question.text},
        )
    return bounds


def _read_zones(question: Question, answer: dict) -> list[str]:
    zones = answer.get("zones", [])
    for zone in zones:
        if not question.accepts(zone):
            raise ValidationError(
                _("“%(question)s”: we do not know the zone “%(zone)s”."),
                params={"question": question.text, "zone": zone},
            )
    return zones


_READERS = {QuestionKind.NUMBER: _read_range, QuestionKind.PLACE: _read_zones}
