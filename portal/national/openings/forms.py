"""One short form a step. Any of them may be left half-way: what is missing is said before the
territory opens."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.national.appearance import AppearanceForm
from portal.national.coverage import ZonesField
from tenants.models import Opening
from tenants.provisioning import check_host, check_slug
from themes.models import Theme


class NameForm(forms.ModelForm):
    class Meta:
        model = Opening
        fields = ["name", "slug", "host", "phone"]
        help_texts = {
            "name": _("As people read it: Grand Reims, Lot, Métropole de Lyon."),
            "slug": _("Small letters, figures and hyphens: grand-reims. It stays for good."),
            "host": _("Empty: its short name before the address of the portal."),
        }

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug:
            check_slug(slug)
        return slug

    def clean_host(self):
        host = self.cleaned_data["host"].lower()
        if host:
            check_host(host)
        return host


class WhereForm(forms.ModelForm):
    zones = ZonesField(
        label=_("Zones"),
        required=False,
        help_text=_(
            "One a line: epci:200067213, departement:46, region:44, commune:51454. A minus before"
            " it leaves it out: -commune:51250."
        ),
    )

    class Meta:
        model = Opening
        fields = ["zones"]


class ThemesForm(forms.ModelForm):
    themes = forms.MultipleChoiceField(
        label=_("Themes that it opens"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Opening
        fields = ["themes"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = Theme.objects.current()
        self.fields["themes"].choices = [(one.key, one.localized_name) for one in known]


class LookForm(AppearanceForm):
    class Meta:
        model = Opening
        fields = ["palette", "logo_alt", "languages"]


class LegalForm(forms.ModelForm):
    class Meta:
        model = Opening
        fields = ["controller", "data_contact", "legal_basis", "retention_days"]
        help_texts = {
            "controller": _("The body that answers for the personal data, as in its statutes."),
            "data_contact": _("An e-mail or a postal address that anybody may write to."),
            "legal_basis": _("Young people read it on the page “Your data”."),
            "retention_days": _("Empty: as everywhere. A territory may choose less, never more."),
        }


class AnimatorForm(forms.ModelForm):
    class Meta:
        model = Opening
        fields = ["animator_first_name", "animator_last_name", "animator_email"]


@dataclass(frozen=True)
class Step:
    key: str
    title: str | Promise
    form: type[forms.ModelForm]


STEPS = (
    Step("name", _("Name and address"), NameForm),
    Step("where", _("Where"), WhereForm),
    Step("themes", _("Themes"), ThemesForm),
    Step("look", _("Look and languages"), LookForm),
    Step("legal", _("Legal notices"), LegalForm),
    Step("animator", _("First animator"), AnimatorForm),
)
