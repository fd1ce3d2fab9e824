"""Plain screens on the shared tables: accounts, territories, themes, questions, register."""

from django.contrib.auth.models import Permission
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from portal.national import coverage, forms, life, passwords, themes_here
from portal.national.access import NationalPolicy, national_only
from portal.national.archives.viewset import ArchivesViewSet
from portal.national.kept_contacts import KeptContactsViewSet
from portal.national.openings.viewset import OpeningsViewSet
from portal.national.search_status import SearchStatusViewSet
from portal.national.synonyms.viewset import SynonymsViewSet
from portal.national.themes.viewset import ThemesViewSet
from tenants.accounts.models import User
from tenants.models import Territory
from themes.models import ModelQuestion, RegisterEntry


class NationalViewSet(ModelViewSet):
    # Shared rows: the reference index of one territory must not hold them.
    add_to_reference_index = False
    copy_view_enabled = False
    actions = ("add", "change", "delete", "view")
    form_class = None

    @property
    def permission_policy(self):
        return NationalPolicy(self.model, self.actions)

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
    list_display = ["email", "first_name", "last_name", "is_superuser", "is_active", "last_login"]
    list_filter = ["is_superuser", "is_active"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]

    def get_urlpatterns(self):
        link = path("link/<int:pk>/", national_only(passwords.make_link), name="link")
        return [*super().get_urlpatterns(), link]


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


class ModelQuestionViewSet(NationalViewSet):
    model = ModelQuestion
    name = "questions"
    icon = "help"
    menu_label = _("Model questions")
    form_class = forms.ModelQuestionForm
    list_display = ["__str__", "theme", "key", "order", "is_approved"]
    list_filter = ["theme"]
    search_fields = ["key"]
    ordering = ["theme__order", "order", "key"]


class RegisterEntryViewSet(NationalViewSet):
    """An entry is kept as long as its question was asked: it is not deleted from a screen."""

    model = RegisterEntry
    name = "register"
    icon = "clipboard-list"
    menu_label = _("Data-protection register")
    actions = ("add", "change", "view")
    form_class = forms.RegisterEntryForm
    list_display = [
        "question_key", "legal_basis", "data_category", "retention_days", "approved_at",
        "approved_by",
    ]  # fmt: skip
    list_filter = ["legal_basis", "data_category"]
    search_fields = ["question_key", "purpose"]
    ordering = ["question_key"]


class NationalGroup(ModelViewSetGroup):
    menu_label = _("Country")
    menu_icon = "globe"
    menu_order = 150
    items = (
        AccountViewSet,
        TerritoryViewSet,
        OpeningsViewSet,
        ArchivesViewSet,
        ThemesViewSet,
        ModelQuestionViewSet,
        RegisterEntryViewSet,
        SearchStatusViewSet,
        SynonymsViewSet,
        KeptContactsViewSet,
    )
