"""One question as a form: texts in each language, answers, bounds, and when it is shown."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.national.forms import LanguagesField
from themes.adaptations import in_order
from themes.conditions import ConditionsField
from themes.emergency import EMERGENCY_NUMBERS
from themes.keys import key_of
from themes.models.fields import key_field
from themes.questionnaires import QuestionKind

KINDS = {
    QuestionKind.SINGLE: _("One answer"),
    QuestionKind.MULTIPLE: _("Several answers"),
    QuestionKind.NUMBER: _("A number"),
    QuestionKind.YES_NO: _("Yes or no"),
    QuestionKind.PLACE: _("A commune"),
}
# The only two that may become each other: what was answered to one is an answer to the other.
_LISTS = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
_YES_NO = [
    {"key": "yes", "label": {"fr": "Oui", "en": "Yes"}},
    {"key": "no", "label": {"fr": "Non", "en": "No"}},
]


class NewQuestionForm(forms.Form):
    text = LanguagesField(label=_("Question"), help_text=_("One sentence, “tu”, without jargon."))
    kind = forms.ChoiceField(label=_("What one answers"), choices=KINDS.items())
    key = key_field(_("short name")).formfield(
        label=_("Short name"),
        help_text=_(
            "In English, small letters and _: housing_budget. It stays. That of a question of"
            " another theme makes it the same question: one answer serves both."
        ),
    )

    def definition(self) -> dict:
        written = {name: self.cleaned_data[name] for name in ("key", "kind", "text")}
        if written["kind"] == QuestionKind.YES_NO:
            return {**written, "choices": _YES_NO}
        return written


class QuestionForm(forms.Form):
    """`question` as the draft has it, `before`: those asked before it, `known`: those of the draft
    and those that are asked."""

    text = LanguagesField(label=_("Question"))
    help = LanguagesField(
        label=_("Help"), required=False, help_text=_("Below the question, always shown.")
    )
    why = LanguagesField(
        label=_("Why do we ask?"), required=False, help_text=_("Shown to who opens it.")
    )
    kind = forms.ChoiceField(
        label=_("What one answers"), choices=[(kind, KINDS[kind]) for kind in _LISTS]
    )
    minimum = forms.IntegerField(label=_("The smallest"), min_value=0, required=False)
    maximum = forms.IntegerField(label=_("The largest"), min_value=0, required=False)
    unit = LanguagesField(label=_("Unit"), required=False)
    reason = LanguagesField(
        label=_("Why an offer suits"),
        required=False,
        help_text=_(
            "{value} is the number: “Tu as {value} ans”; of a commune, its name after “à”, “au” or"
            " “aux”: “Tu étudies {value}”."
        ),
    )
    allow_unknown = forms.BooleanField(label=_("With “I do not know”"), required=False)
    show_when = ConditionsField()
    imposed = forms.BooleanField(
        label=_("Data protection requires it"),
        required=False,
        help_text=_("Once published, it is so at once in the territories that have their own."),
    )
    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        data=None,
        *,
        question: Mapping,
        before: Sequence[Mapping],
        known: Sequence[Mapping],
        version: str,
    ):
        self.question = question
        initial = {"allow_unknown": True, **question, "version": version}
        super().__init__(data, initial=initial)
        kind = QuestionKind(question["kind"])
        if kind != QuestionKind.NUMBER:
            for name in ("minimum", "maximum", "unit"):
                del self.fields[name]
        if kind.has_choices:
            del self.fields["reason"]
        if question["kind"] not in _LISTS:
            del self.fields["kind"]
        self.fields["show_when"].propose(before, question.get("show_when", ()), known)
        if not self.fields["show_when"].choices:
            del self.fields["show_when"]

    def definition(self, choices: Sequence[Mapping]) -> dict:
        """The question as it was sent; a part that says nothing is left out."""
        sent = self.cleaned_data
        written = {"key": self.question["key"], "kind": sent.get("kind", self.question["kind"])}
        for name in ("text", "help", "why", "minimum", "maximum", "unit", "reason"):
            if sent.get(name) not in (None, {}):
                written[name] = sent[name]
        if not sent["allow_unknown"] or "allow_unknown" in self.question:
            written["allow_unknown"] = sent["allow_unknown"]
        if sent["imposed"]:
            written["imposed"] = True
        if choices:
            written["choices"] = list(choices)
        if sent.get("show_when"):
            written["show_when"] = sent["show_when"]
        return written


class ChoiceForm(forms.Form):
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    label = LanguagesField(label=_("Answer"))
    hint = LanguagesField(label=_("Help"), required=False)
    reason = LanguagesField(
        label=_("Why an offer suits"), required=False, help_text=_("“Tu cherches un toit”")
    )
    urgent = forms.MultipleChoiceField(
        label=_("Numbers to call, shown first"),
        required=False,
        choices=[(key, f"{one.number} – {one.label}") for key, one in EMERGENCY_NUMBERS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_urgent(self):
        # The first to call stays the first.
        return in_order(self.cleaned_data["urgent"], self.initial.get("urgent", ()))


class BaseChoices(forms.BaseFormSet):
    deletion_widget = forms.CheckboxInput

    def __init__(self, data=None, *, question: Mapping):
        self.question = question
        super().__init__(data, prefix="choices", initial=question.get("choices", []))

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.can_order:
            form.fields["ORDER"].label = _("Place")
        if self.can_delete:
            form.fields["DELETE"].label = _("Take this answer out")

    def choices(self) -> list[dict]:
        """In the order that was asked for; a new one has a key made of its words."""
        known = {choice["key"] for choice in self.question.get("choices", ())}
        kept: list[dict] = []
        for form in self.ordered_forms if self.can_order else self.forms:
            sent = form.cleaned_data
            if not sent.get("label"):
                continue
            key = sent["key"]
            if key not in known:
                key = key_of(sent["label"], taken={*known, *(one["key"] for one in kept)})
            parts = {name: sent[name] for name in ("hint", "reason", "urgent") if sent[name]}
            kept.append({"key": key, "label": sent["label"], **parts})
        return kept


_FreeChoices = forms.formset_factory(
    ChoiceForm, formset=BaseChoices, extra=2, can_order=True, can_delete=True
)
_FixedChoices = forms.formset_factory(ChoiceForm, formset=BaseChoices, extra=0)


def question_sent(key: str, kind: str, data: Mapping) -> dict:
    """The question that a form was about, as far as what it sends tells."""
    question = {"key": key, "kind": kind, "text": {}}
    if not QuestionKind(kind).has_choices:
        return question
    names = (f"choices-{number}-key" for number in range(len(data)))
    return {**question, "choices": [{"key": data[name]} for name in names if data.get(name)]}


def choices_of(question: Mapping, data=None) -> BaseChoices | None:
    """The formset of its answers; None for a number or a place."""
    if not QuestionKind(question["kind"]).has_choices:
        return None
    fixed = question["kind"] == QuestionKind.YES_NO
    return (_FixedChoices if fixed else _FreeChoices)(data, question=question)
