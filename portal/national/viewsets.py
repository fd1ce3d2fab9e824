"""Plain screens on the shared tables: accounts, territories, register."""

from django.contrib.auth.models import Permission
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from portal.national import account_access, coverage, forms, life, mandates, themes_here
from portal.national.access import NationalPolicy, national_only
from portal.national.archives.viewset import ArchivesViewSet
from portal.national.communes import CommunesViewSet
from portal.national.kept_contacts import KeptContactsViewSet
from portal.national.openings.viewset import OpeningsViewSet
from portal.national.register.viewset import RegisterViewSet
from portal.national.search_status import SearchStatusViewSet
from portal.national.synonyms.viewset import SynonymsViewSet
from portal.national.themes.viewset import ThemesViewSet
from tenants.accounts.models import Mandate, User
from tenants.models import Territory


class NationalViewSet(ModelViewSet):
    # Shared rows: the reference index of one territory must not hold them.
    add_to_reference_index = False
    copy_view_enabled = False
    actions = ("add", "change", "delete", "view")
    form_class = None

    @property
    def permission_policy(self):
        return NationalPolicy(self.model, self.actions, self.name)

    def get_permissions_to_register(self):
        # The policy reads no permission: none is offered in the groups' screen.
        return Permission.objects.none()

    def get_form_class(self, for_update=False):
        return self.form_class

    def construct_view(self, view_class, **kwargs):
        return national_only(super().construct_view(view_class, **kwargs))


class AccountViewSet(NationalViewSet):
    """Accounts are deactivated, never deleted: rows of every territory point to them."""

    model = User
    name = "accounts"
    icon = "user"
    menu_label = _("Accounts")
    actions = ("add", "change", "view")
    form_class = forms.AccountForm
    edit_template_name = "national/account.html"
    list_display = [
        "email",
        "first_name",
        "last_name",
        BooleanColumn("is_superuser", label=_("National admin"), sort_key="is_superuser"),
        BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
        "expires_on",
    ]
    list_filter = ["is_superuser", "is_active"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]

    add_view_class = account_access.AddAccountView
    edit_view_class = account_access.EditAccountView

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("link/<int:pk>/", national_only(account_access.give_link), name="link"),
            path("forget/<int:pk>/", national_only(account_access.forget_proofs), name="forget"),
        ]


class MandateViewSet(NationalViewSet):
    """A mandate ends, it is not deleted."""

    model = Mandate
    name = "mandates"
    icon = "calendar-alt"
    menu_label = _("Mandates")
    actions = ("add", "change", "view")
    form_class = mandates.MandateForm
    index_view_class = mandates.MandatesView
    list_display = mandates.COLUMNS
    list_filter = ["role"]
    search_fields = ["user__email", "user__first_name", "user__last_name"]
    ordering = ["user__email"]


class TerritoriesView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().filter(pk__in=Territory.objects.with_address())


class TerritoryView(generic.EditView):
    def get_queryset(self):
        return Territory.objects.with_address()


class TerritoryViewSet(NationalViewSet):
    """A territory is opened by its own screens: a schema is not made by saving a row."""

    model = Territory
    name = "territories"
    icon = "globe"
    menu_label = _("Territories")
    edit_template_name = "national/territory.html"
    actions = ("change", "view")
    form_class = forms.TerritoryForm
    list_display = [
        "name",
        Column("schema_name", label=_("Short name"), sort_key="schema_name"),
        "status",
        "phone",
        "opened_at",
    ]
    list_filter = ["status"]
    search_fields = ["name", "schema_name"]
    ordering = ["name"]
    index_view_class = TerritoriesView
    edit_view_class = TerritoryView

    def get_urlpatterns(self):
        screens = [
            ("zones", coverage.coverage, "coverage"),
            ("themes", themes_here.themes_here, "themes"),
            ("life", life.life, "life"),
            ("pause", life.pause, "pause"),
            ("take-up", life.take_up, "take_up"),
            ("close", life.close, "close"),
            ("delete-later", life.delete_later, "delete_later"),
            ("keep", life.keep_it, "keep"),
        ]
        return [
            *super().get_urlpatterns(),
            *(
                path(f"{at}/<int:pk>/", national_only(view), name=name)
                for at, view, name in screens
            ),
        ]


class NationalGroup(ModelViewSetGroup):
    menu_label = _("Country")
    menu_icon = "globe"
    menu_order = 150
    items = (
        AccountViewSet,
        MandateViewSet,
        TerritoryViewSet,
        OpeningsViewSet,
        ArchivesViewSet,
        CommunesViewSet,
        ThemesViewSet,
        RegisterViewSet,
        SearchStatusViewSet,
        SynonymsViewSet,
        KeptContactsViewSet,
    )
