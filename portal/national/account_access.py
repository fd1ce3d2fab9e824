"""How somebody gets into their account: a link to choose a password, sent or handed over; nobody
else ever knows one. And for who has lost phone and spare codes, a way back."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST
from wagtail.admin.views import generic

from portal.letters import send_letter
from portal.pro.letters import password_link
from portal.pro.second_factor import forget, has_second_factor
from tenants.accounts.models import User


class AddAccountView(generic.CreateView):
    """Then its own page, where the person is invited."""

    def get_success_url(self):
        return reverse("accounts:edit", args=[self.object.pk])


class EditAccountView(generic.EditView):
    def get_context_data(self, **kwargs):
        proven = has_second_factor(self.object)
        return super().get_context_data(has_second_factor=proven, **kwargs)


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
