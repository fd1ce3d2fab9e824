from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from portal.searches import views
from portal.searches.order import order


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("searches/", views.typed, name="searches_typed"),
        path("searches/order/", order, name="searches_order"),
        path("searches/missing/", views.missing, name="searches_missing"),
        path("searches/missing/answer/", views.answer, name="searches_answer"),
        path("searches/missing/synonym/", views.propose, name="searches_propose"),
        path("searches/missing/offer/", views.write_offer, name="searches_offer"),
        path("searches/missing/<int:pk>/undo/", views.undo, name="searches_undo"),
    ]


class ForReaders(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(views.READ)


class MenuForReaders(SubmenuMenuItem):
    def is_shown(self, request):
        return request.user.has_perm(views.READ)


@hooks.register("register_admin_menu_item")
def searches_menu():
    items = [
        ForReaders(_("What people type"), reverse_lazy("searches_typed"), icon_name="list-ul"),
        ForReaders(
            _("Searched, not found here"), reverse_lazy("searches_missing"), icon_name="help"
        ),
        ForReaders(_("Why this order"), reverse_lazy("searches_order"), icon_name="order"),
    ]
    return MenuForReaders(
        _("Searches"), Menu(items=items), name="searches", icon_name="search", order=850
    )
