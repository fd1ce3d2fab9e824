"""Publishing a draft: what changes in a few words, and what becomes of the answers that go."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from themes.drafting import Desk
from themes.localized import in_language
from themes.models import QuestionnaireVersion
from themes.replacing import answers_gone

NONE = ""


class PublishForm(forms.Form):
    """`used`: how many offers name each choice, by question."""

    version = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(
        max_length=QuestionnaireVersion._meta.get_field("note").max_length,
        label=_("What changes, in a few words"),
    )

    def __init__(self, data=None, *, desk: Desk, used: Mapping[str, Mapping[str, int]]):
        super().__init__(data, initial={"version": desk.version})
        self.gone = answers_gone(desk.asked, desk.questions)
        asked = {one["key"]: one for one in desk.asked}
        for key, choices in self.gone.items():
            labels = {one["key"]: in_language(one["label"]) for one in asked[key]["choices"]}
            left = [
                (one["key"], in_language(one["label"])) for one in desk.question(key)["choices"]
            ]
            for choice in choices:
                count = used.get(key, {}).get(choice, 0)
                self.fields[_name(key, choice)] = forms.MultipleChoiceField(
                    label=_("In place of “%(answer)s”") % {"answer": labels[choice]},
                    choices=[*left, (NONE, _("None of them"))],
                    widget=forms.CheckboxSelectMultiple,
                    help_text=_told(count),
                )

    def clean(self):
        for key, choices in self.gone.items():
            for choice in choices:
                chosen = self.cleaned_data.get(_name(key, choice), [])
                if NONE in chosen and len(chosen) > 1:
                    sentence = _("Tick answers, or “None of them”, not both.")
                    self.add_error(_name(key, choice), ValidationError(sentence))
        return self.cleaned_data

    @property
    def answers(self):
        """The fields of the answers that go, with their question and key."""
        return [
            (key, choice, self[_name(key, choice)])
            for key, choices in self.gone.items()
            for choice in choices
        ]

    def replaced(self) -> dict[str, dict[str, list[str]]]:
        return {
            key: {
                choice: [one for one in self.cleaned_data[_name(key, choice)] if one != NONE]
                for choice in choices
            }
            for key, choices in self.gone.items()
        }


def _name(question: str, choice: str) -> str:
    return f"{question}={choice}"


def _told(count: int) -> str:
    if not count:
        return _("No live offer names it; drafts may.")
    return ngettext(
        "%(count)d live offer names it. With no other answer, it is open to everyone.",
        "%(count)d live offers name it. Those that name no other are then open to everyone.",
        count,
    ) % {"count": count}
