"""What could not be sent, for who looks after a territory; and every message as it would look.

The national site's screen tells of the whole country. Nothing of a recipient is shown.
"""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts import sms
from contacts.failures import in_words
from contacts.models import Message
from contacts.samples import sample_messages
from contacts.services.reports import try_again
from offers.permissions import permission
from tenants.rights import Action, Domain

FOLLOW = permission(Domain.PROMISES, Action.WRITE)
ENTER = permission(Domain.PAGES, Action.READ)
PAGE_SIZE = 50


@require_safe
@permission_required(FOLLOW, raise_exception=True)
def undelivered(request):
    found = _of(request.tenant).in_trouble().select_related("request", "territory")
    page = Paginator(found.prefetch_related("replacements"), PAGE_SIZE).get_page(
        request.GET.get("p")
    )
    for message in page:
        message.reason = in_words(message)
    context = {"page": page, "whole_country": request.tenant.is_national}
    return render(request, "outgoing/undelivered.html", context)


@require_POST
@permission_required(FOLLOW, raise_exception=True)
def again(request, pk):
    message = get_object_or_404(_of(request.tenant), pk=pk)
    try:
        try_again(message=message, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("This message is tried again."))
    return redirect("outgoing")


@require_safe
@permission_required(ENTER, raise_exception=True)
def gallery(request):
    shown = sample_messages(territory=request.tenant, now=timezone.now())
    for message in shown:
        message.room = sms.room(message.body)
    return render(request, "outgoing/gallery.html", {"shown": shown, "longest": sms.ROOM})


def _of(territory):
    found = Message.objects.all()
    return found if territory.is_national else found.filter(territory=territory)
