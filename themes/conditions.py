"""When a question is shown, chosen from menus: the answers to the questions asked before it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from themes.localized import in_language
from themes.wording import Change, Difference, Line, Piece


class ConditionsInput(forms.CheckboxSelectMultiple):
    """The answers of each question in a group that says which."""

    template_name = "themes/conditions.html"

    @cached_property
    def media(self):
        return forms.Media(css={"all": ["themes/conditions.css"]})


class ConditionsField(forms.MultipleChoiceField):
    """Cleans to the `show_when` of a definition; nothing ticked is shown to all."""

    widget = ConditionsInput

    def __init__(self):
        super().__init__(
            label=gettext_lazy("Shown to those who answered"),
            required=False,
            help_text=gettext_lazy(
                "None: to all. Several answers of a question: one is enough. Of several"
                " questions: each counts."
            ),
        )

    def propose(
        self,
        before: Sequence[Mapping],
        ticked: Sequence[Mapping] = (),
        known: Sequence[Mapping] = (),
    ) -> None:
        """The answers to the questions asked before, then what is ticked and no longer there, in
        the words of `known` questions."""
        self.choices = groups = [
            (
                in_language(one["text"]),
                [
                    (f"{one['key']}={choice['key']}", in_language(choice["label"]))
                    for choice in choices
                ],
            )
            for one in before
            if (choices := one.get("choices"))
        ]
        offered = {value for _text, choices in groups for value, _label in choices}
        if lost := [value for value in _values(ticked) if value not in offered]:
            self.choices = [
                *groups,
                (_("No longer asked before it"), [(one, _told(one, known)) for one in lost]),
            ]

    def prepare_value(self, value):
        return [
            said
            for one in value or ()
            for said in (_values([one]) if isinstance(one, Mapping) else [one])
        ]

    def clean(self, value) -> list[dict]:
        wanted: dict[str, list[str]] = {}
        for one in super().clean(value):
            named, _equals, choice = one.partition("=")
            wanted.setdefault(named, []).append(choice)
        return [{"question": named, "any_of": choices} for named, choices in wanted.items()]


def conditions_in_words(questions: Sequence[Mapping], definition: Mapping) -> list[str]:
    """“How long?”: tonight or a few months."""
    named = {one["key"]: one for one in questions}
    told = []
    for condition in definition.get("show_when", ()):
        earlier = named.get(condition["question"], {})
        labels = {one["key"]: in_language(one["label"]) for one in earlier.get("choices", ())}
        answers = _(" or ").join(labels.get(key, key) for key in condition["any_of"])
        text = in_language(earlier.get("text")) or condition["question"]
        told.append(_("“%(question)s”: %(answers)s") % {"question": text, "answers": answers})
    return told


def _told(value: str, known: Sequence[Mapping]) -> str:
    named, _equals, choice = value.partition("=")
    condition = {"question": named, "any_of": [choice]}
    return conditions_in_words(known, {"show_when": [condition]})[0]


def with_conditions(
    shown: Difference, questions: Sequence[Mapping], former: Mapping, present: Mapping
) -> Difference:
    """The same difference, and when the question is shown if that is another one."""
    was, now = (
        " · ".join(conditions_in_words(questions, one)) or _("To all") for one in (former, present)
    )
    if was == now:
        return shown
    pieces = (Piece(Change.REMOVED, was), Piece(Change.ADDED, now))
    return replace(shown, lines=(*shown.lines, Line("show_when", "", pieces)))


def version_of(conditions: Sequence[Mapping]) -> str:
    """The same for the same conditions."""
    return " ".join(sorted(_values(conditions)))


def _values(conditions: Sequence[Mapping]) -> list[str]:
    return [f"{one['question']}={choice}" for one in conditions for choice in one["any_of"]]
