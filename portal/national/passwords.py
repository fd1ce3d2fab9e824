"""A new account gets a link to choose its password: nobody else ever knows one."""

from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.views.decorators.http import require_POST

from portal.territories import national_url
from tenants.accounts.models import User
from tenants.models import NATIONAL


def password_link(user: User) -> str:
    """Valid once, for PASSWORD_RESET_TIMEOUT seconds (three days)."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return national_url() + reverse("national:set_password", args=[uid, token])


@require_POST
def make_link(request, pk):
    """Show the link once, to be handed to the person by whoever asked for it."""
    account = get_object_or_404(User, pk=pk, is_active=True)
    context = {"account": account, "link": password_link(account)}
    return render(request, "national/password_link.html", context)


class ChoosePasswordView(PasswordResetConfirmView):
    form_class = SetPasswordForm
    template_name = "national/choose_password.html"
    success_url = reverse_lazy("wagtailadmin_login")

    def dispatch(self, request, *args, **kwargs):
        if request.tenant.schema_name != NATIONAL:
            raise Http404
        return super().dispatch(request, *args, **kwargs)
