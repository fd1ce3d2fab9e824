from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_menu_item")
def security_menu():
    return MenuItem(_("Second proof"), reverse_lazy("pro:security"), icon_name="key", order=950)
