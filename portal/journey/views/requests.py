"""One offer, and the request it leads to."""

from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.links import follow_url
from contacts.services import (
    PromiseMoved,
    TooManyRequests,
    send_request,
    send_to_first_available,
)
from portal.asking import theme_asked
from portal.journey.arriving import on_its_site, visited
from portal.journey.forms import ContactForm
from portal.journey.presentation import offer_context, others_address, pool_context
from portal.journey.visit import read_asked
from portal.pooling import pool_for
from portal.relays.entering import relay_of
from portal.relays.forms import RelayedForm
from portal.relays.sending import sender
from portal.relays.views import say_sent
from portal.territories import shown_territories
from search.services import live_offer
from tenants.geography.naming import in_commune
from themes.models import Theme


@require_http_methods(["GET", "HEAD", "POST"])
@visited
@on_its_site
def offer(request, visit, key):
    found = live_offer(key, territories=shown_territories(request.tenant), language=get_language())
    if found is None:
        return render(request, "journey/offer_gone.html", {"visit": visit}, status=404)
    theme = theme_asked(found.theme, request.tenant) or Theme.objects.get(key=found.theme)
    asked = read_asked(theme, visit)
    relay = relay_of(request)
    form = (RelayedForm if relay else ContactForm)(
        request.POST or None,
        initial={"nonce": token_urlsafe(16)},
        needs_place=visit.place is None,
    )
    if request.method == "POST" and form.is_valid():
        done = _send(request, found, visit.place, asked, form, relay)
        if done and relay:
            say_sent(request, [done.request])
            return redirect("relays:home")
        if done:
            return redirect(f"{follow_url(done.request, done.token)}envoyee/")
    context = offer_context(
        card=found.card,
        detail=found.detail,
        professional_id=found.professional_id,
        visit=visit,
        asked=asked,
        form=form,
    )
    context["pool"] = pool_context(_pool(request, found, visit.place), visit.place)
    context["others"] = others_address(visit, found)
    context["relay"] = relay
    context["covered"] = visit.place is None or found.coverage.holds(visit.place.place_codes)
    return render(request, "journey/offer.html", context, status=400 if form.errors else 200)


def _pool(request, found, place):
    """The offer first, then those that can stand in for it; empty when there are none."""
    if place is None or not found.coverage.holds(place.place_codes):
        return []
    pool = pool_for(found, place, request.tenant)
    return pool if len(pool) > 1 else []


def _send(request, found, place, asked, form, relay):
    """The request, or None with what is wrong said in the form."""
    pool = _pool(request, found, place) if form.cleaned_data["pooled"] else []
    place = place or form.cleaned_data["where"]
    if not found.coverage.holds(place.place_codes):
        words = _("This offer is not open %(where)s.") % {"where": in_commune(place.name)}
        form.add_error("where", words)
        return None
    if pool:
        send, shown, which = send_to_first_available, "pooled", {"offers": pool}
    else:
        send, shown, which = send_request, "due_on", {"offer": found}
    try:
        return sender(send, request, form, relay)(
            **which,
            place=place,
            contact=form.cleaned_data["contact"],
            answers=asked.answers if form.cleaned_data["share"] else {},
            message="",
            language=get_language(),
            now=timezone.now(),
            idempotency_key=form.cleaned_data["nonce"],
            shown_due_on=form.cleaned_data[shown],
            notice_version=form.notice_version,
        )
    except PromiseMoved as moved:
        form.add_error(None, moved)
    except ValidationError as error:
        form.add_error("contact", error.messages)
    except TooManyRequests as error:
        form.add_error("contact", str(error))
    return None
