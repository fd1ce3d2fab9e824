"""What an editor types: texts by language, and what the territory asks beside the model."""

import re
from collections.abc import Mapping, Sequence

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tenants.geography.suggest import suggest
from themes.adaptations import Definition, Words
from themes.conditions import ConditionsField, version_of
from themes.keys import new_local_key
from themes.localized import FALLBACK, in_language
from themes.questionnaires import QuestionKind
from themes.wording import PART_NAMES

LONGEST = 300
# Not those of French before ? and !: a text that is left as it is stays the model's.
_SPACES = re.compile(r"[ \t\r\n]+")
_ALWAYS = {"text", "label"}
_PROPOSED = ("text", "help", "why")
_PROPOSED_OF_A_CHOICE = ("label", "hint")

KINDS = [
    (QuestionKind.SINGLE, _("One answer among several")),
    (QuestionKind.MULTIPLE, _("Several answers")),
    (QuestionKind.YES_NO, _("Yes or no")),
    (QuestionKind.NUMBER, _("A number")),
    (QuestionKind.PLACE, _("A commune")),
]
ACTS = ("up", "down", "hide", "show", "remove", "put_back", "take", "accept", "decline")


class ActForm(forms.Form):
    """One button: `act=hide:situation.student`."""

    act = forms.RegexField(rf"^({'|'.join(ACTS)}):([\w.:]*)$")

    def clean_act(self):
        act, _colon, path = self.cleaned_data["act"].partition(":")
        return act, path


class WordsForm(forms.Form):
    """The texts of one question, each in its languages beside the model's; an empty one that may
    be is left out."""

    def __init__(self, *args, question: Definition, beneath: Mapping[str, Words], **kwargs):
        super().__init__(*args, **kwargs)
        self.beneath = beneath
        self.groups: list[tuple[str, str, list]] = []
        self._add(question["key"], question, _PROPOSED)
        for choice in question.get("choices", ()):
            path = f"{question['key']}.{choice['key']}"
            self._add(path, choice, _PROPOSED_OF_A_CHOICE)

    @property
    def said(self) -> dict[str, Words]:
        """Texts by path and language."""
        texts: dict[str, dict[str, str]] = {}
        for name, text in self.cleaned_data.items():
            path, _colon, language = name.partition(":")
            texts.setdefault(path, {})[language] = _SPACES.sub(" ", text)
        return texts

    def _add(self, path: str, there: Definition, parts: tuple[str, ...]) -> None:
        title = "" if "text" in there else in_language(there["label"])
        rows = []
        for part in parts:
            for language, name in settings.LANGUAGES:
                named = f"{path}.{part}:{language}"
                self.fields[named] = forms.CharField(
                    label=f"{capfirst(PART_NAMES[part])} ({str(name).lower()})",
                    required=part in _ALWAYS and language == FALLBACK,
                    max_length=LONGEST,
                    initial=there.get(part, {}).get(language, ""),
                    widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                )
                theirs = self.beneath.get(f"{path}.{part}", {}).get(language, "")
                rows.append((self[named], theirs))
        self.groups.append((path, title, rows))


class ChoiceForm(forms.Form):
    label_fr = forms.CharField(label=_("Answer, in French"), max_length=LONGEST)
    label_en = forms.CharField(label=_("Answer, in English"), max_length=LONGEST, required=False)
    hint_fr = forms.CharField(
        label=_("Precision, in French"),
        max_length=LONGEST,
        required=False,
        help_text=_("A few words below the answer, when it could be misunderstood."),
    )

    @property
    def choice(self) -> Definition:
        said = self.cleaned_data
        choice = {"key": new_local_key(), "label": _words(said["label_fr"], said["label_en"])}
        return choice | ({"hint": {"fr": said["hint_fr"]}} if said["hint_fr"] else {})


class QuestionForm(forms.Form):
    text_fr = forms.CharField(
        label=_("Question, in French"),
        max_length=LONGEST,
        help_text=_("Short, with “tu”, one thing at a time."),
    )
    text_en = forms.CharField(label=_("Question, in English"), max_length=LONGEST, required=False)
    why_fr = forms.CharField(
        label=_("Why we ask, in French"),
        max_length=LONGEST,
        help_text=_("Shown to the young person, and read by data protection."),
    )
    kind = forms.ChoiceField(label=_("What one answers"), choices=KINDS, widget=forms.RadioSelect)
    answers = forms.CharField(
        label=_("Answers, in French"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, two at least. For one answer or several."),
    )
    minimum = forms.IntegerField(label=_("Smallest number"), required=False, min_value=0)
    maximum = forms.IntegerField(
        label=_("Largest number"), required=False, min_value=1, max_value=999_999_999
    )
    show_when = ConditionsField()

    def __init__(self, *args, before: Sequence[Definition], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["show_when"].propose(before)
        if not self.fields["show_when"].choices:
            del self.fields["show_when"]

    def clean(self):
        said = super().clean()
        kind, lines = said.get("kind"), _lines(said.get("answers", ""))
        if kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE} and len(lines) < 2:
            self.add_error("answers", _("Write two answers at least, one a line."))
        if any(len(line) > LONGEST for line in lines):
            self.add_error("answers", _("One of the answers is too long."))
        if kind == QuestionKind.NUMBER:
            low, high = said.get("minimum"), said.get("maximum")
            if low is None or high is None or low >= high:
                self.add_error("minimum", _("Give a smallest number and a larger one."))
        return said

    @property
    def question(self) -> Definition:
        said = self.cleaned_data
        question = {
            "key": new_local_key(),
            "kind": said["kind"],
            "text": _words(said["text_fr"], said["text_en"]),
            "why": {"fr": said["why_fr"]},
        }
        if said.get("show_when"):
            question["show_when"] = said["show_when"]
        if said["kind"] == QuestionKind.NUMBER:
            return question | {"minimum": said["minimum"], "maximum": said["maximum"]}
        if said["kind"] == QuestionKind.PLACE:
            return question
        if said["kind"] == QuestionKind.YES_NO:
            yes_no = {"yes": _words("Oui", "Yes"), "no": _words("Non", "No")}
            choices = [{"key": key, "label": label} for key, label in yes_no.items()]
        else:
            choices = [
                {"key": new_local_key(), "label": {"fr": line}} for line in _lines(said["answers"])
            ]
        return question | {"choices": choices}


class WhenForm(forms.Form):
    """When a question of ours is shown."""

    show_when = ConditionsField()

    def __init__(
        self,
        *args,
        question: Definition,
        before: Sequence[Definition],
        known: Sequence[Definition],
        **kwargs,
    ):
        self.question = question
        conditions = question.get("show_when", ())
        super().__init__(*args, initial={"show_when": conditions}, **kwargs)
        self.fields["show_when"].propose(before, conditions, known)
        self.version = version_of(conditions)

    @property
    def shown(self) -> Definition:
        """The question with what was ticked."""
        rest = {part: value for part, value in self.question.items() if part != "show_when"}
        conditions = self.cleaned_data["show_when"]
        return rest | ({"show_when": conditions} if conditions else {})


class PlaceForm(forms.Form):
    commune = forms.CharField(
        label=_("Commune"),
        required=False,
        max_length=100,
        help_text=_("Its name, its postal code or its INSEE code."),
    )

    def clean_commune(self):
        typed = self.cleaned_data["commune"]
        found = suggest(typed, limit=1) if typed else []
        if typed and not found:
            raise ValidationError(_("No commune has this name or this code."))
        return found[0] if found else None


def _words(french: str, english: str) -> Words:
    return {"fr": french, "en": english} if english else {"fr": french}


def _lines(text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return list(dict.fromkeys(line for line in lines if line))
