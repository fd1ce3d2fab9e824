from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.enums import DeclineReason, Means, Outcome


class StepForm(forms.Form):
    """One press of a button, and the reason or the outcome that goes with two of them."""

    ACTIONS = ("reveal", "contacted", "unreachable", "decline", "close", "correct")

    action = forms.ChoiceField(choices=[(one, one) for one in ACTIONS])
    reason = forms.ChoiceField(choices=DeclineReason, required=False)
    outcome = forms.ChoiceField(choices=Outcome, required=False)
    means = forms.ChoiceField(choices=Means, required=False)

    def clean(self):
        cleaned = super().clean()
        action = cleaned.get("action")
        if not action:
            raise forms.ValidationError(_("Choose one of the buttons."))
        if action == "decline" and not cleaned.get("reason"):
            raise forms.ValidationError(_("Choose why this request is not for you."))
        if action == "close" and not cleaned.get("outcome"):
            raise forms.ValidationError(_("Choose how this request ended."))
        return cleaned

    @property
    def sentence(self):
        """What to mend first."""
        return self.non_field_errors()[0]
