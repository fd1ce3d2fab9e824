from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.commitments.wagtail_hooks import ForAnimators
from portal.country import site_views


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("figures/", site_views.of_territory, name="territory_figures"),
        path(
            "figures/tableau.<str:file_format>",
            site_views.territory_file,
            name="territory_figures_file",
        ),
    ]


@hooks.register("register_admin_menu_item")
def figures_menu():
    return ForAnimators(
        _("Figures"), reverse_lazy("territory_figures"), icon_name="view", order=835
    )
