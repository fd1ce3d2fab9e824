"""What an animator sees of the promises of a territory, and does about those that are not kept.

Nothing of the young person is shown: the organisation concerned alone sees who is waiting, unless
an animator of the territory gives a reason to look, which the young person reads.
"""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.models import ContactRequest
from contacts.services import alert_again, look_as_animator
from contacts.services.looking import may_look
from portal.commitments.forms import LookForm
from portal.commitments.permissions import WATCH
from portal.commitments.presentation import late_line

PAGE_SIZE = 50
_for_animators = permission_required(WATCH, raise_exception=True)


@require_safe
@_for_animators
def late(request):
    """Requests whose promised day has passed without a contact, the oldest promise first."""
    found = _followed_by(request.tenant).late(timezone.localdate()).in_hand().with_level()
    page = Paginator(found.order_by("due_on", "pk"), PAGE_SIZE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "lines": [late_line(one, timezone.localdate()) for one in page],
        "whole_country": request.tenant.is_national,
        "may_look": _may_look(request),
    }
    return render(request, "commitments/late.html", context)


@require_POST
@_for_animators
def remind(request, pk):
    found = get_object_or_404(_followed_by(request.tenant), pk=pk)
    try:
        alert_again(request=found, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(
            request,
            _("%(organisation)s has been written to again about request %(reference)s.")
            % {"organisation": found.organisation_name, "reference": found.reference},
        )
    return redirect("commitments")


@require_http_methods(["GET", "HEAD", "POST"])
@_for_animators
@cache_control(no_store=True, private=True)
def look(request, pk):
    """A form that asks why; then the contact, once, kept by no browser."""
    found = get_object_or_404(_followed_by(request.tenant).in_hand(), pk=pk)
    if not _may_look(request):
        raise PermissionDenied
    form = LookForm(request.POST if request.method == "POST" else None)
    contact = None
    if request.method == "POST" and form.is_valid():
        try:
            contact = look_as_animator(
                request=found, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"asked": found, "form": form, "contact": contact}
    status = 400 if form.errors else 200
    return render(request, "commitments/look.html", context, status=status)


def _may_look(request):
    return not request.tenant.is_national and may_look(territory=request.tenant, user=request.user)


def _followed_by(territory):
    everywhere = ContactRequest.objects.all()
    return everywhere if territory.is_national else everywhere.filter(territory=territory)
