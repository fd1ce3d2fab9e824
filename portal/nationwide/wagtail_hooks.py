from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.nationwide import views
from portal.nationwide.permissions import may_hide


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("nationwide/", views.index, name="nationwide"),
        path("nationwide/<str:key>/hide/", views.hide, name="nationwide_hide"),
        path("nationwide/<str:key>/show/", views.show_again, name="nationwide_show"),
    ]


class ForThoseWhoHide(MenuItem):
    def is_shown(self, request):
        return may_hide(request.user)


@hooks.register("register_admin_menu_item")
def nationwide_menu():
    return ForThoseWhoHide(
        _("Offers of the whole country"), reverse_lazy("nationwide"), icon_name="globe", order=830
    )
