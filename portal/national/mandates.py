"""Mandates: who follows which région or département, from a day to another. One is ended or
extended by its last day, and stays written."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from tenants.accounts.models import Mandate, User
from tenants.geography.models import Departement, Region


def zone_choices():
    return [
        ("", "—"),
        (_("Régions"), [(f"region:{one.pk}", one.name) for one in Region.objects.all()]),
        (_("Départements"), [(f"departement:{one.pk}", one) for one in Departement.objects.all()]),
    ]


class MandateForm(WagtailAdminModelForm):
    email = forms.EmailField(label=_("E-mail address of the account"))
    zone = forms.ChoiceField(choices=zone_choices, label=_("Région or département"))

    class Meta:
        model = Mandate
        fields = ["zone", "starts_on", "ends_on"]
        help_texts = {"ends_on": _("The last day on which it counts. Empty: it does not end.")}

    field_order = ["email", "zone", "starts_on", "ends_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["email"] = self.instance.user.email
            self.fields["email"].disabled = self.fields["zone"].disabled = True

    def clean_email(self):
        email = self.cleaned_data["email"]
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None and not self.instance.pk:
            raise ValidationError(_("No open account has this address: make it first."))
        self.instance.user = user or self.instance.user
        return email

    def clean_zone(self):
        zone = self.cleaned_data["zone"]
        self.instance.role = zone.partition(":")[0]
        return zone

    def _get_validation_exclusions(self):
        # They are not fields, and are in the constraints all the same.
        given = {"user": self.instance.user_id, "role": self.instance.role}
        return super()._get_validation_exclusions() - {name for name in given if given[name]}


class MandatesView(generic.IndexView):
    def get_base_queryset(self):
        return Mandate.objects.with_place().select_related("user")


def _address(mandate):
    return reverse("mandates:edit", args=[mandate.pk])


COLUMNS = [
    TitleColumn("user", label=_("Account"), sort_key="user__email", get_url=_address),
    Column("place", label=_("Région or département"), sort_key="place"),
    Column("get_role_display", label=_("Role"), sort_key="role"),
    Column("starts_on", label=_("From"), sort_key="starts_on"),
    Column("ends_on", label=_("Until"), sort_key="ends_on"),
]
