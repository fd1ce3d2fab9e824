from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks

from portal.national.viewsets import NationalGroup
from tenants.accounts.models import User


@hooks.register("register_admin_viewset")
def national_screens():
    return NationalGroup()


@hooks.register("insert_global_admin_css")
def lists_on_a_phone():
    """Wagtail hides what is wider than the screen: its lists are to be moved sideways."""
    return format_html('<link rel="stylesheet" href="{}">', static("national/lists.css"))


@hooks.register("before_delete_user")
def keep_account(request, user):
    return _refuse(request)


@hooks.register("before_bulk_action")
def keep_accounts(request, action_type, objects, action):
    if action_type == "delete" and action.models == [User]:
        return _refuse(request)
    return None


def _refuse(request):
    messages.error(
        request, _("An account is deactivated, not deleted: every territory remembers it.")
    )
    return redirect("wagtailusers_users:index")
