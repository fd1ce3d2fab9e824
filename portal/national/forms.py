"""The forms of the national screens."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_tenants.utils import schema_context

from tenants.accounts.models import User
from tenants.models import Territory


class AccountForm(forms.ModelForm):
    """An account is made without a password: its link lets the person choose one."""

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "is_superuser", "is_active"]
        labels = {"is_superuser": _("National admin"), "is_active": _("Active")}
        help_texts = {
            "is_superuser": _("Enters every territory and these screens."),
            "is_active": _("Unticked: the person can no longer sign in anywhere."),
        }

    def save(self, commit=True):
        if self.instance.pk is None:
            self.instance.set_unusable_password()
        return super().save(commit)


class TerritoryForm(forms.ModelForm):
    schema_name = forms.CharField(label=_("Address"), disabled=True, required=False)

    class Meta:
        model = Territory
        fields = ["name", "phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Renaming a schema is no edit: saving another name would migrate a second, empty one.
        self.fields["schema_name"].initial = self.instance.schema_name

    def save(self, commit=True):
        # django-tenants refuses to save a territory from another's schema.
        with schema_context("public"):
            return super().save(commit)
