"""A correspondent is away: they name who stands in for them, and both see it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.country.access import for_followers
from portal.letters import send_letter
from portal.territories import national_url
from tenants.accounts.models import Delegation, Mandate
from tenants.accounts.services import delegate, take_back


class AbsenceForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the account that stands in for you"),
        error_messages={
            "required": gettext_lazy("Write their e-mail address."),
            "invalid": gettext_lazy("Write a whole e-mail address, such as prenom@exemple.fr."),
        },
    )
    starts_on = forms.DateField(label=gettext_lazy("From"))
    ends_on = forms.DateField(label=gettext_lazy("Until"))


@for_followers
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request):
    form = AbsenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = delegate(
                    absent=request.user, today=timezone.localdate(), **form.cleaned_data
                )
                _tell(made)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except OSError:
            form.add_error(None, _("The letter could not leave. Try again later."))
        else:
            said = _("%(name)s stands in for you, and has been told.")
            messages.success(request, said % {"name": made.stand_in})
            return redirect("country:absence")
    return _page(request, form)


@for_followers
@require_POST
def end(request, pk):
    coming = Delegation.objects.to_come_on(timezone.localdate())
    delegation = get_object_or_404(coming, pk=pk, absent=request.user)
    take_back(delegation=delegation, now=timezone.now())
    messages.success(request, _("It is taken back: nobody stands in for you on these days."))
    return redirect("country:absence")


def _page(request, form):
    today = timezone.localdate()
    coming = Delegation.objects.to_come_on(today).select_related("absent", "stand_in")
    context = {
        "form": form,
        "given": coming.filter(absent=request.user),
        "received": coming.filter(stand_in=request.user),
        "has_mandate": Mandate.objects.valid_on(today).filter(user=request.user).exists(),
    }
    status = 400 if form.errors else 200
    return render(request, "country/absence.html", context, status=status)


def _tell(delegation: Delegation) -> None:
    """Raises OSError when the letter cannot leave."""
    link = national_url() + reverse("country:home")
    context = {"delegation": delegation, "link": link}
    subject = _("You stand in for %(name)s on Boussole") % {"name": delegation.absent}
    send_letter(delegation.stand_in.email, subject, "country/letters/stand_in.txt", context)
