"""What the figures are asked for: by what, and for which months."""

from datetime import date

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MONTHS = 12
YEARS_AT_MOST = 5


class By(TextChoices):
    MONTH = "month", _("Month")
    THEME = "theme", _("Theme")
    ORGANISATION = "organisation_number", _("Organisation")
    TERRITORY = "territory", _("Territory")


class MonthField(forms.DateField):
    def __init__(self, **options):
        super().__init__(
            input_formats=["%Y-%m"],
            widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
            error_messages={
                "invalid": _("Write a month as in 2026-11."),
                "required": _("Choose a month."),
            },
            **options,
        )


class FiguresForm(forms.Form):
    by = forms.ChoiceField(
        label=_("Figures by"),
        choices=By.choices,
        error_messages={"invalid_choice": _("Choose what the figures are by.")},
    )
    first = MonthField(label=_("From"))
    last = MonthField(label=_("To"))

    def __init__(self, asked, *, today: date, whole_country: bool):
        """What is not asked for is the last twelve months, by month."""
        this_month = today.replace(day=1)
        usual = {
            "by": By.MONTH.value,
            "first": f"{months_before(this_month, MONTHS - 1):%Y-%m}",
            "last": f"{this_month:%Y-%m}",
        }
        super().__init__(usual | {name: asked[name] for name in usual if asked.get(name)})
        if not whole_country:
            self.fields["by"].choices = [
                choice for choice in By.choices if choice[0] != By.TERRITORY
            ]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last month comes before the first one."))
        elif first and last and months_before(last, 12 * YEARS_AT_MOST) >= first:
            self.add_error("first", _("Choose five years at most."))
        return cleaned


def months_before(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 - count
    if number < 12:
        return date.min
    return date(number // 12, number % 12 + 1, 1)
