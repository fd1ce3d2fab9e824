"""How somebody gets into their account: a link to choose a password, sent or handed over; nobody
else ever knows one. And for who has lost phone and spare codes, a way back."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST
from wagtail.admin.views import generic

from portal.letters import send_letter
from portal.pro.second_factor import forget, has_second_factor
from portal.territories import national_url
from tenants.accounts.models import User
from tenants.models import NATIONAL


class AddAccountView(generic.CreateView):
    """Then its own page, where the person is invited."""

    def get_success_url(self):
        return reverse("accounts:edit", args=[self.object.pk])


class EditAccountView(generic.EditView):
    def get_context_data(self, **kwargs):
        proven = has_second_factor(self.object)
        return super().get_context_data(has_second_factor=proven, **kwargs)


def password_link(user: User) -> str:
    """Valid once, for PASSWORD_RESET_TIMEOUT seconds (three days)."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return national_url() + reverse("national:set_password", args=[uid, token])


@require_POST
def give_link(request, pk):
    """Sent to the person by letter, or shown once to whoever hands it over."""
    account = get_object_or_404(User, pk=pk, is_active=True)
    if "letter" not in request.POST:
        context = {"account": account, "link": password_link(account)}
        return render(request, "national/password_link.html", context)
    try:
        send_invitation(account, by=request.user)
    except OSError:
        messages.error(request, _("The letter could not leave. Try again later."))
    else:
        said = _("The invitation is sent to %(email)s: its link works once, for three days.")
        messages.success(request, said % {"email": account.email})
    return redirect("accounts:edit", pk)


def send_invitation(account: User, *, by: User) -> None:
    """Raises OSError when it cannot leave."""
    with override(settings.LANGUAGE_CODE):
        context = {"account": account, "by": by, "link": password_link(account)}
        subject = _("Your account on Boussole")
        send_letter(account.email, subject, "national/letters/invitation.txt", context)


@require_POST
def forget_proofs(request, pk):
    """Once one knows that it is them: the next sign-in asks for a new proof."""
    account = get_object_or_404(User, pk=pk)
    forget(account)
    messages.success(request, _("Their second proof is forgotten: they choose another one."))
    return redirect("accounts:edit", pk)


class ChoosePasswordView(PasswordResetConfirmView):
    form_class = SetPasswordForm
    template_name = "national/choose_password.html"
    success_url = reverse_lazy("wagtailadmin_login")

    def dispatch(self, request, *args, **kwargs):
        if request.tenant.schema_name != NATIONAL:
            raise Http404
        return super().dispatch(request, *args, **kwargs)
