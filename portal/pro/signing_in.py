"""The door of the pages with login: Django's own views, on the national site alone."""

import logging

from django.contrib.auth import views as auth
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.models import Professional
from contacts.services.inviting import accept_invitation, account_of, read_invitation, uninvited
from portal.grants import grants_of
from portal.pro.access import national_site
from portal.pro.account_forms import AddressForm, SignInForm
from portal.pro.attempts import count_attempt, too_many_attempts
from portal.pro.letters import send_invitation, send_password_link
from portal.pro.security import where_to
from tenants.accounts.models import User

logger = logging.getLogger(__name__)


class SignInView(auth.LoginView):
    template_name = "pro/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self):
        return where_to(self.request, "")


sign_in = national_site(SignInView.as_view())
sign_out = national_site(auth.LogoutView.as_view(next_page=reverse_lazy("pro:sign_in")))
choose_password = national_site(
    auth.PasswordResetConfirmView.as_view(
        template_name="pro/choose_password.html",
        form_class=SetPasswordForm,
        success_url=reverse_lazy("pro:sign_in"),
    )
)


@national_site
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request):
    """A forgotten password, or a first visit. Whoever asks learns nothing of who has an account:
    the letter goes to the address itself."""
    form = AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 400 if request.method == "POST" else 200
        return render(request, "pro/ask_for_link.html", {"form": form}, status=status)
    email = form.cleaned_data["email"]
    if too_many_attempts(request, email):
        form.add_error("email", _("That was many attempts. Try again in an hour."))
        return render(request, "pro/ask_for_link.html", {"form": form}, status=429)
    count_attempt(request, email)
    try:
        _write_to(email)
    except OSError:
        logger.exception("A letter about an account could not leave.")
    return render(request, "pro/link_sent.html", {"email": email})


def _write_to(email: str) -> None:
    """National admins are given their link by each other (see portal.national.account_access)."""
    user = User.objects.filter(email__iexact=email, is_active=True, is_superuser=False).first()
    if user and (Professional.objects.of(user).exists() or grants_of(user, timezone.localdate())):
        send_password_link(user)
    elif person := uninvited(email):
        send_invitation(person)


@national_site
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Choose a password, or join with the account that one has."""
    person = read_invitation(token)
    account = account_of(person) if person else None
    if person is None or (account and not account.is_active):
        return render(request, "pro/no_invitation.html", status=404)
    joins = bool(account and account.has_usable_password())
    user = account or User(email=person.email, first_name=person.first_name)
    form = None if joins else SetPasswordForm(user, request.POST or None)
    context = {"person": person, "form": form}
    if request.method != "POST":
        return render(request, "pro/invitation.html", context)
    if form and not form.is_valid():
        return render(request, "pro/invitation.html", context, status=400)
    try:
        password = form.cleaned_data["new_password1"] if form else ""
        accept_invitation(professional=person, password=password)
    except ValidationError:
        return render(request, "pro/no_invitation.html", status=404)
    return redirect("pro:sign_in")
