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

    def __init__(self, attrs=None, *, leaves_out=True):
        super().__init__({"rows": 4, "spellcheck": "false", **(attrs or {})})
        self.leaves_out = leaves_out

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
        context["leaves_out"] = self.leaves_out
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
    """The questionnaire's own answers, to tick; a number is a range, a place is zones.

    Hands over, by question: `{"anyone": bool, "choices": [...]}`, `{"min": "16", "max": ""}` or
    `{"zones": [...]}`.
    """

    template_name = "offers/widgets/criteria.html"

    def __init__(self, questionnaire, attrs=None):
        super().__init__(attrs)
        self.questionnaire = questionnaire
        self.zones = ZonesInput({"rows": 2}, leaves_out=False)

    @cached_property
    def media(self):
        return self.zones.media + forms.Media(js=["offers/criteria.js"])

    def use_required_attribute(self, initial):
        return False

    def id_for_label(self, id_):
        # A group of fieldsets has no single control to point at.
        return ""

    def value_omitted_from_data(self, data, files, name):
        return False

    def value_from_datadict(self, data, files, name):
        return {
            question.key: self._given(question, data, f"{name}-{question.key}")
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

    def _given(self, question, data, name):
        if question.kind == QuestionKind.NUMBER:
            return {side: data.get(f"{name}-{side}", "") for side in ("min", "max")}
        if question.kind == QuestionKind.PLACE:
            return {"zones": self.zones.value_from_datadict(data, None, name)}
        return {"anyone": f"{name}-anyone" in data, "choices": data.getlist(name)}

    def _question(self, name, question, answer):
        shown = {"question": question, "name": f"{name}-{question.key}"}
        if question.kind == QuestionKind.NUMBER:
            answer = answer if isinstance(answer, dict) else {}
            return {**shown, "min": answer.get("min", ""), "max": answer.get("max", "")}
        if question.kind == QuestionKind.PLACE:
            zones = answer.get("zones", []) if isinstance(answer, dict) else answer
            attrs = {"id": f"id_{shown['name']}", "aria-label": question.text}
            return {**shown, "zones": self.zones.render(shown["name"], zones, attrs)}
        # Stored as a list; typed and refused as what `value_from_datadict` handed over.
        picked = answer.get("choices", []) if isinstance(answer, dict) else answer or []
        anyone = answer.get("anyone", False) if isinstance(answer, dict) else not picked
        choices = [
            {"key": choice.key, "label": choice.label, "checked": choice.key in picked}
            for choice in question.choices
        ]
        return {**shown, "anyone": anyone, "choices": choices}
