from django import forms
from django.utils.translation import gettext_lazy as _

from search.models import OfferHiding
from themes.models import Theme

SHOWN, HIDDEN = "shown", "hidden"


class ListForm(forms.Form):
    q = forms.CharField(label=_("Title or organisation"), max_length=100, required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    state = forms.ChoiceField(
        label=_("Here"),
        choices=[("", _("Shown or hidden")), (SHOWN, _("Shown")), (HIDDEN, _("Hidden"))],
        required=False,
    )

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        known = Theme.objects.current(territory)
        self.fields["theme"].choices = [
            ("", _("All themes")),
            *((one.key, one.localized_name) for one in known),
        ]


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is hidden here"),
        max_length=OfferHiding._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For your team: “The Mission locale does the same, closer.”"),
    )
