"""The organisations that an animator works with: inviting somebody of theirs; and for a national
admin, closing one.

On a territory's site they are those that have an offer there; on the national one a national admin
finds any.
"""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.models import Organisation
from offers.permissions import permission
from portal.closing import CloseForm, close, fates
from portal.national.access import may_here, national_only
from portal.pro.letters import invite_by_letter
from portal.pro.team_forms import PersonForm
from tenants.rights import Action, Domain

INVITE = permission(Domain.ORGANISATIONS, Action.WRITE)
PAGE_SIZE = 50


def organisations_for(request):
    """Those that this person may see to, from the site on which they are."""
    everywhere = Organisation.objects.order_by("name", "pk")
    if may_here(request.user, Domain.ORGANISATIONS):
        return everywhere
    return everywhere.with_an_offer_in(request.tenant)


@require_safe
@permission_required(INVITE, raise_exception=True)
def organisations(request):
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = organisations_for(request).filter(name__icontains=words).with_counts()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "words": words,
        "may_close": may_here(request.user, Domain.ORGANISATIONS),
    }
    return render(request, "commitments/organisations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(INVITE, raise_exception=True)
def invite(request, pk):
    organisation = get_object_or_404(organisations_for(request), pk=pk)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            person = invite_by_letter(
                organisation=organisation, by=request.user, **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            said = _("%(name)s is invited: the link is good for a week.")
            messages.success(request, said % {"name": person.first_name})
            return redirect("commitments_organisations")
    context = {"organisation": organisation, "form": form}
    status = 400 if form.errors else 200
    return render(request, "commitments/invite.html", context, status=status)


@national_only
@require_http_methods(["GET", "HEAD", "POST"])
def close_it(request, pk):
    """First what becomes of those who wait, then the name, typed."""
    organisation = get_object_or_404(Organisation, pk=pk)
    form = CloseForm(request.POST if request.method == "POST" else None, organisation=organisation)
    decided = fates(organisation)
    if not form.is_valid():
        context = {"organisation": organisation, "form": form, "fates": decided}
        status = 400 if form.is_bound else 200
        return render(request, "commitments/close.html", context, status=status)
    closed = close(organisation, decided, now=timezone.now())
    said = _("%(name)s is closed: %(handed_over)d handed over, %(told)d told.")
    counts = {"handed_over": closed.handed_over, "told": closed.told}
    messages.success(request, said % {"name": organisation, **counts})
    return redirect("commitments_organisations")
