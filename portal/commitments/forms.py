from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.enums import LookReason


class LookForm(forms.Form):
    """Why an animator looks at a contact."""

    reason = forms.ChoiceField(
        label=_("The team of the portal looked at your contact because…"),
        choices=LookReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you look at this contact.")},
    )
    words = forms.CharField(
        label=_("For another reason: which one?"), max_length=200, required=False
    )
