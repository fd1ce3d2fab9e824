"""The forms of a theme and of the needs that divide it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.pictograms import PICTOGRAMS
from portal.national.forms import LanguagesField
from tenants.models import Territory
from themes.adaptations import in_order
from themes.emergency import EMERGENCY_NUMBERS
from themes.models import Theme


class PictogramInput(forms.RadioSelect):
    option_template_name = "national/themes/pictogram.html"


class ThemeForm(forms.ModelForm):
    name = LanguagesField(label=_("Name"))
    summary = LanguagesField(label=_("Summary"), help_text=_("One sentence, below its name."))
    pictogram = forms.ChoiceField(
        label=_("Pictogram"), choices=PICTOGRAMS.items(), widget=PictogramInput
    )
    urgent = forms.MultipleChoiceField(
        label=_("Numbers to call, shown first"),
        required=False,
        choices=[(key, f"{one.number} – {one.label}") for key, one in EMERGENCY_NUMBERS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Theme
        fields = ["key", "name", "summary", "pictogram", "sensitive", "urgent"]
        labels = {"key": _("Short name")}
        help_texts = {
            "key": _("In English, small letters and _: mobility. Seen in addresses, it stays.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A key is written in answers, offers and addresses: it is chosen once.
        self.fields["key"].disabled = self.instance.pk is not None

    def clean_urgent(self):
        # The first to call stays the first.
        return in_order(self.cleaned_data["urgent"], self.initial.get("urgent", ()))


class TriedForm(forms.Form):
    tried_in = forms.ModelMultipleChoiceField(
        None,
        label=_("Territories that try it out"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one territory.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tried_in"].queryset = Territory.objects.local().order_by("name")


class SubThemeForm(forms.Form):
    name = LanguagesField(label=_("Name"))
