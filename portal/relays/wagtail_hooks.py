from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.relays import admin_views


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("relays/", admin_views.people, name="relays_people"),
        path("relays/invite/", admin_views.invite, name="relays_invite"),
        path("relays/<int:pk>/again/", admin_views.write_again, name="relays_again"),
        path("relays/<int:pk>/off/", admin_views.take_off, name="relays_off"),
    ]


class ForAnimators(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(admin_views.PERMISSION)


@hooks.register("register_admin_menu_item")
def relays_menu():
    return ForAnimators(_("Relays"), reverse_lazy("relays_people"), icon_name="group", order=860)
