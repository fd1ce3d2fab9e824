from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.enums import Side
from tenants.models import Territory


class FilterForm(forms.Form):
    """Whose messages, and from where. The national site reads them all, a territory its own."""

    side = forms.ChoiceField(
        label=_("Who receives it"),
        choices=[("", _("Both sides")), *Side.choices],
        required=False,
    )
    territory = forms.ModelChoiceField(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        to_field_name="schema_name",
        empty_label=_("All territories"),
        required=False,
    )

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.here = territory
        if territory.is_national:
            self.fields["territory"].queryset = Territory.objects.open()
        else:
            del self.fields["territory"]

    def narrow(self, messages):
        """What was chosen; a choice that does not exist narrows nothing."""
        self.is_valid()
        if side := self.cleaned_data.get("side"):
            messages = messages.filter(side=side)
        where = self.cleaned_data.get("territory") if self.here.is_national else self.here
        return messages.filter(territory=where) if where else messages
