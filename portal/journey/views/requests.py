"""One offer, and the request it leads to: sent, followed, withdrawn, erased."""

from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.links import follow_url
from contacts.models import ContactRequest
from contacts.services import TooManyRequests, erase_request, send_request, withdraw_request
from contacts.wording import in_commune
from portal.asking import theme_asked
from portal.journey.arriving import on_its_site, private, visited
from portal.journey.calendar import calendar_file
from portal.journey.forms import ContactForm
from portal.journey.presentation import days_to, happenings, offer_context
from portal.journey.visit import read_asked
from portal.network import address_of
from portal.territories import shown_territories
from search.services import live_offer
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
    form = ContactForm(
        request.POST or None,
        initial={"nonce": token_urlsafe(16)},
        needs_place=visit.place is None,
    )
    if request.method == "POST" and form.is_valid():
        done = _send(request, found, visit.place, asked, form)
        if done:
            return redirect(f"{follow_url(done.request, done.token)}envoyee/")
    context = offer_context(
        card=found.card,
        detail=found.detail,
        territory=request.tenant,
        visit=visit,
        asked=asked,
        form=form,
    )
    context["covered"] = visit.place is None or found.coverage.holds(visit.place.place_codes)
    return render(request, "journey/offer.html", context, status=400 if form.errors else 200)


def _send(request, found, place, asked, form):
    """The request, or None with what is wrong said in the form."""
    place = place or form.cleaned_data["where"]
    if not found.coverage.holds(place.place_codes):
        words = _("This offer is not open %(where)s.") % {"where": in_commune(place.name)}
        form.add_error("where", words)
        return None
    try:
        return send_request(
            offer=found,
            place=place,
            contact=form.cleaned_data["contact"],
            answers=asked.answers if form.cleaned_data["share"] else {},
            message="",
            language=get_language(),
            now=timezone.now(),
            idempotency_key=form.cleaned_data["nonce"],
            address=address_of(request),
        )
    except ValidationError as error:
        form.add_error("contact", error.messages)
    except TooManyRequests as error:
        form.add_error("contact", str(error))
    return None


@require_safe
@private
def sent(request, token):
    """The confirmation: the date, who, from which number, and what otherwise."""
    found = _request_of(request, token)
    days, current = days_to(timezone.localdate(found.sent_at), found.due_on)
    context = {"asked": found, "token": token, "days": days, "current": current}
    return render(request, "journey/sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def follow(request, token):
    """Where it stands; a press withdraws or erases, a visit changes nothing."""
    found = _request_of(request, token)
    action = request.POST.get("action")
    if action == "withdraw":
        try:
            withdraw_request(request=found, now=timezone.now())
        except ValidationError as error:
            return _follow_page(request, found, token, error=error.messages[0])
        return redirect("journey:follow", token=token)
    if action == "erase" and request.POST.get("sure"):
        erase_request(request=found, now=timezone.now())
        return render(request, "journey/erased.html")
    return _follow_page(request, found, token, erasing=action == "erase")


def _follow_page(request, found, token, **more):
    context = {
        "asked": found,
        "token": token,
        "happenings": happenings(found),
        "late": found.is_open and found.due_on < timezone.localdate(),
        **more,
    }
    return render(request, "journey/follow.html", context, status=400 if "error" in more else 200)


@require_safe
@private
def calendar(request, token):
    found = _request_of(request, token)
    response = HttpResponse(calendar_file(found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.ics"'
    return response


@require_safe
def lookup(request):
    """How to find one's request again: the link that was sent; a reference alone opens nothing."""
    return render(request, "journey/lookup.html")


def _request_of(request, token) -> ContactRequest:
    found = ContactRequest.objects.by_follow_token(token)
    if found is None or found.territory_id != request.tenant.pk:
        raise Http404
    return found
