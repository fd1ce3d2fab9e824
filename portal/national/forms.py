"""The forms of the national screens."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tenants.utils import schema_context
from wagtail.admin.forms import WagtailAdminModelForm

from portal.national.appearance import AppearanceForm
from portal.opening import move_to_host
from tenants.accounts.models import User
from tenants.models import Territory
from tenants.provisioning import check_host
from themes.localized import FALLBACK


class LanguagesInput(forms.MultiWidget):
    """One line of text a language, each under its name."""

    template_name = "national/languages.html"

    def __init__(self, attrs=None):
        super().__init__({code: forms.TextInput for code, _name in settings.LANGUAGES}, attrs)

    def decompress(self, value):
        return [(value or {}).get(code, "") for code, _name in settings.LANGUAGES]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for subwidget, (code, label) in zip(
            context["widget"]["subwidgets"], settings.LANGUAGES, strict=True
        ):
            subwidget["language"], subwidget["code"] = label, code
        return context


class LanguagesField(forms.MultiValueField):
    """`{"fr": "Logement", "en": "Housing"}`; the French is required, unless nothing is."""

    widget = LanguagesInput

    def __init__(self, **kwargs):
        fields = [forms.CharField(required=code == FALLBACK) for code, _name in settings.LANGUAGES]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, values):
        if not values:
            return {}
        pairs = zip(settings.LANGUAGES, values, strict=True)
        return {code: text for (code, _name), text in pairs if text}


def _is_the_last_admin(pk):
    admins = User.objects.filter(is_superuser=True, is_active=True, expires_on=None)
    return list(admins.values_list("pk", flat=True)) == [pk]


class AccountForm(WagtailAdminModelForm):
    """An account is made without a password: its link lets the person choose one."""

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "is_superuser", "is_active", "expires_on"]
        labels = {"is_superuser": _("National admin"), "is_active": _("Active")}
        help_texts = {
            "is_superuser": _("Enters every territory and these screens."),
            "is_active": _("Unticked: the person is signed out everywhere, and stays out."),
        }

    def clean(self):
        given = super().clean()
        stays = given.get("is_superuser") and given.get("is_active") and not given.get("expires_on")
        if self.instance.pk and not stays and _is_the_last_admin(self.instance.pk):
            raise ValidationError(_("The country keeps one national admin at least."))
        return given

    def save(self, commit=True):
        if self.instance.pk is None:
            self.instance.set_unusable_password()
        return super().save(commit)


class TerritoryForm(AppearanceForm):
    schema_name = forms.CharField(label=_("Short name"), disabled=True, required=False)
    host = forms.CharField(
        label=_("Address"),
        max_length=200,
        help_text=_("Whoever asks for an address that it had before is led here."),
    )

    class Meta:
        model = Territory
        fields = [
            "name", "phone", "controller", "data_contact", "legal_basis", "retention_days",
            "palette", "logo_alt", "languages",
        ]  # fmt: skip

    field_order = ["name", "schema_name", "host", "phone", *AppearanceForm.field_order]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        # Renaming a schema is no edit: saving another name would migrate a second, empty one.
        self.fields["schema_name"].initial = self.instance.schema_name
        host = self.fields["host"]
        domain = self.instance.domains.filter(is_primary=True).first()
        host.initial, host.required = domain.domain if domain else "", bool(domain)
        # The national site is where the portal itself is; a spare schema has no address.
        host.disabled = self.instance.is_national or domain is None
        days = self.fields["retention_days"]
        days.widget.attrs |= {"min": 1, "max": settings.CONTACT_RETENTION_DAYS}
        days.help_text = _("From 1 to %(days)d. Empty: %(days)d, as everywhere.") % {
            "days": settings.CONTACT_RETENTION_DAYS
        }

    def clean_host(self):
        host = self.cleaned_data["host"].lower()
        if host != self.fields["host"].initial:
            check_host(host, territory=self.instance)
        return host

    def save(self, commit=True):
        # django-tenants refuses to save a territory from another's schema.
        with schema_context("public"), transaction.atomic():
            territory = super().save(commit)
            if "host" in self.changed_data:
                move_to_host(territory, self.cleaned_data["host"])
        return territory
