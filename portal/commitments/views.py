"""What an animator sees of the promises of a territory, and does about those that are not kept.

Nothing of the young person is shown: the organisation concerned alone sees who is waiting.
"""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.models import ContactRequest
from contacts.services import alert_again
from portal.commitments.presentation import late_line

WATCH = "offers.watch_commitments"
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


def _followed_by(territory):
    everywhere = ContactRequest.objects.all()
    return everywhere if territory.is_national else everywhere.filter(territory=territory)
