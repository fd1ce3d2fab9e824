from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.hub.access import may_enter


class ForTeams(MenuItem):
    def is_shown(self, request):
        return may_enter(request.user)


@hooks.register("register_admin_menu_item")
def hub_menu():
    return ForTeams(_("Hub of the teams"), reverse_lazy("hub:home"), icon_name="group", order=950)
