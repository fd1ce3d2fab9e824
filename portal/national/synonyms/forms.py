"""The forms of the synonyms' screens."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.commune_field import CommuneField
from search.language.rulebook import LONGEST_LINE, MOST_CHARACTERS
from search.models import SynonymProposal, SynonymSet
from tenants.models import Territory

LONGEST_WORDS = 200
_NOTE = SynonymSet._meta.get_field("note")
WHAT_CHANGES = _("What changes, in a few words")
_ONE_LINE = forms.TextInput(attrs={"size": 80, "autocomplete": "off"})


class RuleForm(forms.Form):
    rule = forms.CharField(
        max_length=LONGEST_LINE,
        label=_("Rule"),
        widget=_ONE_LINE,
        help_text=_(
            "“taf, boulot, job, emploi”: each finds the others. “psy => psychologue, santé "
            "mentale”: the left finds the right, not the reverse."
        ),
    )

    def clean_rule(self):
        rule = " ".join(self.cleaned_data["rule"].replace("→", "=>").split())
        if rule.startswith("#"):
            raise ValidationError(_("A line that starts with # is a remark, not a rule."))
        return rule


class AddRuleForm(RuleForm):
    section = forms.ChoiceField(required=False, label=_("Below the heading"))

    def __init__(self, *args, titles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [(title, title or "–") for title in titles]


class ChangeRuleForm(RuleForm):
    former = forms.CharField(widget=forms.HiddenInput)


class TextForm(forms.Form):
    """The whole text, typed or from a file; `version` is the one it was made from."""

    rules = forms.CharField(
        max_length=MOST_CHARACTERS,
        required=False,
        strip=False,
        label=_("Rules, one a line; # starts a remark, which is the heading of what follows"),
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
    )
    file = forms.FileField(
        required=False,
        label=_("Or a text file (UTF-8) that replaces all of it"),
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
    )
    note = forms.CharField(
        max_length=_NOTE.max_length,
        required=False,
        label=WHAT_CHANGES,
        widget=_ONE_LINE,
    )
    version = forms.CharField(widget=forms.HiddenInput)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_CHARACTERS:
            raise ValidationError(_("This file is too large."))
        try:
            return file.read().decode("utf-8-sig").replace("\0", "")
        except UnicodeDecodeError as error:
            raise ValidationError(_("This file is not text in UTF-8.")) from error

    def clean(self):
        if not self.errors:
            text = self.cleaned_data["file"] or self.cleaned_data["rules"]
            if not text.strip():
                self.add_error("rules", _("Write the rules, or choose a file."))
            self.cleaned_data["rules"] = text
        return self.cleaned_data


class VersionForm(forms.Form):
    version = forms.CharField(widget=forms.HiddenInput)


class ApplyForm(VersionForm):
    note = forms.CharField(max_length=_NOTE.max_length, label=WHAT_CHANGES, widget=_ONE_LINE)


class AcceptForm(RuleForm):
    pass


class RefuseForm(forms.Form):
    answer = forms.CharField(
        max_length=SynonymProposal._meta.get_field("answer").max_length,
        label=_("Why not, in a sentence for the territory"),
        widget=_ONE_LINE,
    )


class TryForm(forms.Form):
    q = forms.CharField(max_length=LONGEST_WORDS, required=False, label=_("Words"))
    commune = CommuneField()
    territory = forms.ModelChoiceField(
        None, required=False, label=_("Territory"), empty_label=_("The whole country")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["territory"].queryset = Territory.objects.open().order_by("name")
