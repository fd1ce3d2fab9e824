"""Why a question is asked; other words for it; why it is refused."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.national.forms import LanguagesField
from themes.models import RegisterEntry, Wording
from themes.questionnaires import QuestionKind
from themes.wording import CHOICE_TEXTS, PART_NAMES, TEXTS


class EntryForm(forms.ModelForm):
    class Meta:
        model = RegisterEntry
        fields = ["purpose", "legal_basis", "data_category", "seen_by", "retention_days"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The territory reads it."),
    )


class AmendForm(forms.Form):
    """The texts of a wording in each language, and which of its choices stay. The fields of a
    choice have its key in front of their name: "yes-label"."""

    def __init__(self, *args, wording: Wording, **kwargs):
        super().__init__(*args, **kwargs)
        self.definition = wording.definition
        for part in self._question_parts():
            self.fields[part] = self._text(part, self.definition, required=part == "text")
        for choice in self.definition.get("choices", ()):
            for part in CHOICE_TEXTS:
                required = part == "label"
                self.fields[f"{choice['key']}-{part}"] = self._text(part, choice, required=required)
            self.fields[f"{choice['key']}-keep"] = forms.BooleanField(
                label=_("Keep this choice"), initial=True, required=False
            )
        self.fields["reason_of_change"] = forms.CharField(
            label=_("Why these words"),
            max_length=600,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("The territory reads it."),
        )

    @property
    def question_fields(self):
        return [self[part] for part in self._question_parts()]

    @property
    def choices(self):
        """The fields of each choice, in their order."""
        return [
            [self[f"{choice['key']}-{part}"] for part in (*CHOICE_TEXTS, "keep")]
            for choice in self.definition.get("choices", ())
        ]

    def proposed(self) -> dict:
        """The definition with what was typed."""
        typed = self.cleaned_data
        proposed = _reworded(self.definition, {one: typed[one] for one in self._question_parts()})
        if "choices" in proposed:
            proposed["choices"] = [
                _reworded(choice, {part: typed[f"{choice['key']}-{part}"] for part in CHOICE_TEXTS})
                for choice in proposed["choices"]
                if typed[f"{choice['key']}-keep"]
            ]
        return proposed

    def _question_parts(self):
        kind = QuestionKind(self.definition["kind"])
        left_out = {"unit"} if kind != QuestionKind.NUMBER else set()
        left_out |= {"reason"} if kind.has_choices else set()
        return [part for part in TEXTS if part not in left_out]

    def _text(self, part, words, required):
        label = str(PART_NAMES[part]).capitalize()
        return LanguagesField(label=label, initial=words.get(part), required=required)


def _reworded(words, texts):
    """A text that is emptied is left out."""
    kept = {part: value for part, value in words.items() if part not in texts}
    return kept | {part: text for part, text in texts.items() if text}
