"""The relays of a territory: its animators invite them, write to them again, take them off."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.models import Relay
from contacts.services.relaying import close_relay, invite_relay
from offers.permissions import permission
from portal.relays.entering import send_link
from portal.relays.forms import InviteForm
from tenants.rights import Action, Domain

PERMISSION = permission(Domain.RELAYS, Action.WRITE)
_for_animators = permission_required(PERMISSION, raise_exception=True)


@require_safe
@_for_animators
def people(request):
    return _page(request, InviteForm())


@require_POST
@_for_animators
def invite(request):
    form = InviteForm(request.POST)
    form.instance.territory = request.tenant
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        relay = invite_relay(territory=request.tenant, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error("email", refusal.messages)
        return _page(request, form, status=400)
    return _written_to(request, relay, invites=True)


@require_POST
@_for_animators
def write_again(request, pk):
    relay = get_object_or_404(Relay.objects.active_in(request.tenant), pk=pk)
    return _written_to(request, relay, invites=relay.entered_at is None)


@require_POST
@_for_animators
def take_off(request, pk):
    relay = get_object_or_404(Relay.objects.active_in(request.tenant), pk=pk)
    close_relay(relay=relay)
    messages.success(request, _("%(name)s sends nothing any more.") % {"name": relay})
    return redirect("relays_people")


def _written_to(request, relay, *, invites):
    try:
        send_link(relay, invites=invites)
    except OSError:
        messages.error(request, _("The link could not leave. Try again later."))
    else:
        messages.success(request, _("A link left to %(email)s.") % {"email": relay.email})
    return redirect("relays_people")


def _page(request, form, status=200):
    relays = Relay.objects.active_in(request.tenant)
    return render(request, "relays/people.html", {"relays": relays, "form": form}, status=status)
