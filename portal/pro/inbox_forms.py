from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import ContactRequest
from contacts.models.inbox import Tab
from contacts.references import read_reference

MOST_AT_ONCE = 100


class ListForm(forms.Form):
    """What is listed: a tab, words, an organisation, a territory; nothing said is everything."""

    tab = forms.ChoiceField(choices=Tab, required=False)
    q = forms.CharField(label=_("Reference, offer or commune"), max_length=100, required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    territory = forms.ChoiceField(label=_("Territory"), required=False)

    def __init__(self, data, *, user, rows):
        super().__init__(data)
        self.seen = ContactRequest.objects.seen_by(user)
        there = self.seen.order_by("territory__name").values_list("territory", "territory__name")
        self._offer("organisation", [(row.organisation_id, row.organisation) for row in rows])
        self._offer("territory", there.distinct())

    def _offer(self, name, choices):
        known = [("", _("All")), *((str(pk), label) for pk, label in choices)]
        self.fields[name].choices = known

    @property
    def tab_chosen(self):
        return Tab(self._said("tab") or Tab.TO_DO)

    @property
    def filtered(self):
        """What the words and the filters leave, whatever the tab."""
        found = self.seen.matching(self._said("q"))
        for name in ("organisation", "territory"):
            if self._said(name):
                found = found.filter(**{name: int(self._said(name))})
        return found

    @property
    def narrows(self):
        return any(self._said(name) for name in ("q", "organisation", "territory"))

    @property
    def sentence(self):
        """What to mend first."""
        return next(iter(self.errors.values()))[0]

    def _said(self, name):
        return self.cleaned_data.get(name, "") if self.is_valid() else ""


class SeveralForm(forms.Form):
    """One press for several requests of the list."""

    ACTIONS = ("contacted", "take")

    action = forms.ChoiceField(
        choices=[(one, one) for one in ACTIONS],
        error_messages={"required": _("Choose one of the buttons.")},
    )

    def __init__(self, data):
        super().__init__(data)
        self._typed = data.getlist("chosen")

    def clean(self):
        references = [read_reference(one) for one in self._typed[:MOST_AT_ONCE]]
        self.cleaned_data["chosen"] = [one for one in references if one]
        if not self.cleaned_data["chosen"]:
            raise forms.ValidationError(_("Tick at least one request of the list."))
        return self.cleaned_data

    @property
    def sentence(self):
        return next(iter(self.errors.values()))[0]


class HandForm(forms.Form):
    """Between colleagues: take a request, hand it over, leave a note."""

    ACTIONS = ("take", "hand_over", "note")

    action = forms.ChoiceField(choices=[(one, one) for one in ACTIONS])
    colleague = forms.ModelChoiceField(None, required=False)
    note = forms.CharField(required=False, strip=False)

    def __init__(self, data, *, colleagues):
        super().__init__(data)
        self.fields["colleague"].queryset = colleagues

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("action"):
            raise forms.ValidationError(_("Choose one of the buttons."))
        if cleaned["action"] == "hand_over" and not cleaned.get("colleague"):
            raise forms.ValidationError(_("Choose a colleague of the same organisation."))
        return cleaned

    @property
    def sentence(self):
        return self.non_field_errors()[0] if self.non_field_errors() else _("Choose again.")
