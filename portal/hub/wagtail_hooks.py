from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_menu_item")
def hub_menu():
    # Whoever sees this menu has a role here, and every role enters the hub.
    return MenuItem(_("Hub of the teams"), reverse_lazy("hub:home"), icon_name="group", order=950)
