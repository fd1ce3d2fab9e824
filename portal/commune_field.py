"""A commune, as a professional types it in a form: a name, a postal code or an INSEE code."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.geography.suggest import Place, suggest

LONGEST_NAME = 100


class CommuneField(forms.CharField):
    """Cleans to a Place, or None when nothing is typed."""

    def __init__(self, **kwargs):
        options = {
            "max_length": LONGEST_NAME,
            "required": False,
            "label": _("Commune"),
            "help_text": _("Its name, its postal code or its INSEE code."),
        }
        super().__init__(**options | kwargs)

    def clean(self, value) -> Place | None:
        typed = super().clean(value)
        if not typed:
            return None
        # A postal code first: some are also the INSEE code of another commune.
        found = suggest(typed, limit=1)
        if not found:
            raise ValidationError(_("No commune has this name or this code."))
        return found[0]
