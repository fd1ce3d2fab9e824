"""What one asks the screen of the order: all that a page of results may say, under the same names.

The query of a page's address can be pasted behind the screen's own.
"""

from dataclasses import replace

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contacts.models import Organisation
from portal.asking import theme_asked, theme_names
from portal.commune_field import CommuneField
from portal.filters import PARAMETERS, Filters, Labels, read_filters
from search.services import SOURCE_LANGUAGE
from themes.matching import Answers
from themes.models import Theme
from themes.questionnaires import Question, QuestionKind, Questionnaire

LONGEST_WORDS = 200
ANSWER = "answer."
FILTERS = {
    "within_km": _("Distance"),
    "mode": _("How"),
    "free": _("Free"),
    "open_now": _("Open now"),
    "open_saturday": _("Open on Saturday"),
    "subtheme": _("Sub-theme"),
    "spoken": _("Language spoken"),
    "accessibility": _("Access"),
    "organisation": _("Organisation"),
}
TICKED = ("free", "open_now", "open_saturday")
NO_QUESTIONS = Questionnaire(theme="", questions=())


class PlaceAnswerField(forms.CharField):
    def __init__(self, question: Question):
        self.question = question
        super().__init__(max_length=LONGEST_WORDS, required=False, label=question.text)

    def validate(self, value):
        super().validate(value)
        try:
            self.question.read([value])
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from refusal


class OrderForm(forms.Form):
    q = forms.CharField(max_length=LONGEST_WORDS, required=False, label=_("Words"))
    commune = CommuneField()
    theme = forms.ModelChoiceField(
        None,
        required=False,
        to_field_name="key",
        label=_("Theme"),
        empty_label=_("All themes"),
        help_text=_("Once it is chosen, its sub-themes and its questions come below."),
    )
    language = forms.ChoiceField(
        choices=settings.LANGUAGES, required=False, label=_("Language of the page")
    )
    offer = forms.CharField(
        max_length=LONGEST_WORDS,
        required=False,
        label=_("An offer"),
        help_text=_("Words of its title, or its number: to see where it is, or why it is not."),
    )

    def __init__(self, data, *, territory):
        super().__init__(data)
        self.territory = territory
        self.fields["theme"].queryset = Theme.objects.order_by("order")
        labels = Labels(theme_names(territory), data.get("theme", ""), [])
        for name, label in FILTERS.items():
            self.fields[PARAMETERS[name]] = self._filter(name, label, labels)
        for question in self.questionnaire.questions:
            self.fields[f"{ANSWER}{question.key}"] = _answer(question)

    @property
    def main(self):
        return [self[name] for name in ("q", "commune", "theme", "language", "offer")]

    @property
    def filters(self):
        return [self[PARAMETERS[name]] for name in FILTERS]

    @property
    def filtered(self) -> bool:
        return any(self.data.get(PARAMETERS[name]) for name in FILTERS)

    @property
    def answered(self) -> bool:
        return any(self.data.get(field.name) for field in self.questions)

    @property
    def questions(self):
        return [self[f"{ANSWER}{one.key}"] for one in self.questionnaire.questions]

    @cached_property
    def questionnaire(self) -> Questionnaire:
        key = self.data.get("theme", "")
        theme = theme_asked(key, self.territory) if key in theme_names(self.territory) else None
        return theme.questionnaire() if theme else NO_QUESTIONS

    @property
    def language_read(self) -> str:
        return self.cleaned_data["language"] or SOURCE_LANGUAGE

    @property
    def chosen(self) -> Filters:
        """Of a valid form; a theme that is not open here may be asked about all the same."""
        theme = self.cleaned_data["theme"]
        found = read_filters(self.data).known_to(theme_names(self.territory))
        return replace(found, theme=theme.key if theme else "")

    @property
    def answers(self) -> Answers:
        raw = {
            one.key: self.data.getlist(f"{ANSWER}{one.key}") for one in self.questionnaire.questions
        }
        return self.questionnaire.clean(raw)[0]

    def _filter(self, name: str, label, labels: Labels) -> forms.Field:
        if name in TICKED:
            return forms.BooleanField(
                required=False, label=label, widget=forms.CheckboxInput(attrs={"value": "1"})
            )
        if name == "organisation":
            known = Organisation.objects.order_by("name")
            if not self.territory.is_national:
                known = known.committed_in(self.territory)
            return forms.ModelChoiceField(known, required=False, label=label, empty_label="—")
        choices = [("", "—"), *labels.values(name).items()]
        return forms.ChoiceField(choices=choices, required=False, label=label)


def _answer(question: Question) -> forms.Field:
    if question.kind == QuestionKind.NUMBER:
        return forms.IntegerField(
            min_value=question.minimum,
            max_value=question.maximum,
            required=False,
            label=question.text,
        )
    if question.kind == QuestionKind.PLACE:
        return PlaceAnswerField(question)
    choices = [(one.key, one.label) for one in question.choices]
    if question.kind == QuestionKind.MULTIPLE:
        return forms.MultipleChoiceField(choices=choices, required=False, label=question.text)
    return forms.ChoiceField(choices=[("", "—"), *choices], required=False, label=question.text)
