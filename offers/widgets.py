"""Form controls of the editor: zones and communes picked by typing, criteria by ticking.

Each works without JavaScript: zones are lines of text, a commune is its code, and criteria are
plain checkboxes.
"""

import re

from django import forms
from django.urls import reverse_lazy
from django.utils.functional import cached_property

from offers.zones import zone_labels
from themes.questionnaires import QuestionKind

# "Bron (commune:69029)": the code is what counts, the name is there for the reader.
_CODE = re.compile(r"^(?P<left_out>-\s*)?(?:.*\()?(?P<code>[a-z]+(?::\w+)?)\)?$")
_SPACES = re.compile(r"\s+")


def read_line(line: str) -> str:
    """`"- Bron (commune:69029)"` → `"-commune:69029"`. What is not a zone comes back as typed."""
    line = _SPACES.sub(" ", line).strip()
    found = _CODE.match(line)
    return f"{'-' if found['left_out'] else ''}{found['code']}" if found else line


def write_line(zone: str, labels: dict[str, str]) -> str:
    code = zone.removeprefix("-")
    line = f"{labels[code]} ({code})" if code in labels else code
    return f"- {line}" if zone.startswith("-") else line


class ZonesMedia:
    @cached_property
    def media(self):
        return forms.Media(js=["offers/zones.js"], css={"all": ["offers/editor.css"]})


class ZonesInput(ZonesMedia, forms.Textarea):
    """Zones, one a line; a line that starts with a dash leaves the zone out."""

    template_name = "offers/widgets/zones.html"

    def __init__(self, attrs=None):
        super().__init__({"rows": 4, "spellcheck": "false", **(attrs or {})})

    def format_value(self, value):
        if isinstance(value, str) or not value:
            return value or ""
        labels = zone_labels(zone.removeprefix("-") for zone in value)
        return "\n".join(write_line(zone, labels) for zone in value)

    def value_from_datadict(self, data, files, name):
        lines = (data.get(name) or "").splitlines()
        return list(dict.fromkeys(read_line(line) for line in lines if line.strip()))

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["zones_url"] = reverse_lazy("offers_zones")
        return context


class CommuneInput(ZonesMedia, forms.TextInput):
    """A commune's INSEE code; with JavaScript one types its name."""

    template_name = "offers/widgets/commune.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        code = f"commune:{value}" if value else ""
        context["commune_name"] = zone_labels([code]).get(code, "") if code else ""
        context["zones_url"] = reverse_lazy("offers_zones")
        return context


class CriteriaInput(forms.Widget):
    """The questionnaire's own answers, to tick; a number is a range.

    Hands over, by question: `{"anyone": bool, "choices": [...]}`, or `{"min": "16", "max": ""}`.
    """

    template_name = "offers/widgets/criteria.html"

    def __init__(self, questionnaire, attrs=None):
        super().__init__(attrs)
        self.questionnaire = questionnaire

    @cached_property
    def media(self):
        return forms.Media(js=["offers/criteria.js"], css={"all": ["offers/editor.css"]})

    def use_required_attribute(self, initial):
        return False

    def id_for_label(self, id_):
        # A group of fieldsets has no single control to point at.
        return ""

    def value_omitted_from_data(self, data, files, name):
        return False

    def value_from_datadict(self, data, files, name):
        return {
            question.key: {
                "min": data.get(f"{name}-{question.key}-min", ""),
                "max": data.get(f"{name}-{question.key}-max", ""),
            }
            if question.kind == QuestionKind.NUMBER
            else {
                "anyone": f"{name}-{question.key}-anyone" in data,
                "choices": data.getlist(f"{name}-{question.key}"),
            }
            for question in self.questionnaire.questions
        }

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        value = value or {}
        context["questions"] = [
            self._question(name, question, value.get(question.key))
            for question in self.questionnaire.questions
        ]
        return context

    def _question(self, name, question, answer):
        shown = {"question": question, "name": f"{name}-{question.key}"}
        if question.kind == QuestionKind.NUMBER:
            answer = answer if isinstance(answer, dict) else {}
            return {
                **shown,
                "number": True,
                "min": answer.get("min", ""),
                "max": answer.get("max", ""),
            }
        # Stored as a list; typed and refused as what `value_from_datadict` handed over.
        picked = answer.get("choices", []) if isinstance(answer, dict) else answer or []
        anyone = answer.get("anyone", False) if isinstance(answer, dict) else not picked
        choices = [
            {"key": choice.key, "label": choice.label, "checked": choice.key in picked}
            for choice in question.choices
        ]
        return {**shown, "number": False, "anyone": anyone, "choices": choices}
