from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from portal.outgoing import views


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("messages/", views.gallery, name="outgoing_gallery"),
        path("messages/undelivered/", views.undelivered, name="outgoing"),
        path("messages/undelivered/<int:pk>/again/", views.again, name="outgoing_again"),
    ]


class ForFollowers(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(views.FOLLOW)


@hooks.register("register_admin_menu_item")
def messages_menu():
    items = [
        ForFollowers(_("What could not be sent"), reverse_lazy("outgoing"), icon_name="warning"),
        MenuItem(_("How messages look"), reverse_lazy("outgoing_gallery"), icon_name="view"),
    ]
    return SubmenuMenuItem(
        _("Messages"), Menu(items=items), name="messages", icon_name="mail", order=860
    )
