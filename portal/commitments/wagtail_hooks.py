from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.commitments import figures_views, organisations, views, watch_views
from portal.commitments.permissions import WATCH


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("commitments/", views.late, name="commitments"),
        path("commitments/watch/", watch_views.watch, name="commitments_watch"),
        path("commitments/figures/", figures_views.figures, name="commitments_figures"),
        path("commitments/figures.csv", figures_views.in_a_file, name="commitments_figures_file"),
        path("commitments/figures.json", figures_views.in_json, name="commitments_figures_json"),
        path(
            "commitments/organisations/",
            organisations.organisations,
            name="commitments_organisations",
        ),
        path(
            "commitments/organisations/<int:pk>/invite/",
            organisations.invite,
            name="commitments_invite",
        ),
        path(
            "commitments/organisations/<int:pk>/close/",
            organisations.close_it,
            name="commitments_close",
        ),
        path("commitments/<int:pk>/contact/", views.look, name="commitments_look"),
        path("commitments/<int:pk>/remind/", views.remind, name="commitments_remind"),
    ]


class ForAnimators(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(WATCH)


@hooks.register("register_admin_menu_item")
def commitments_menu():
    return ForAnimators(
        _("Commitment watch"), reverse_lazy("commitments"), icon_name="time", order=840
    )
