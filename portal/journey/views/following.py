"""The page of a request, behind its link: where it stands, and all that one can do there."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts import services
from contacts.blocking import block_token
from contacts.links import follow_url
from contacts.models import ContactRequest
from portal.journey.calendar import calendar_file
from portal.journey.equivalents import equivalents
from portal.journey.following import DONE, standing
from portal.journey.forms import FollowForm, LookupForm
from portal.journey.presentation import days_to, happenings
from portal.network import address_of
from portal.secret_pages import private
from portal.territories import shown_territories
from search.services import live_offer


@require_http_methods(["GET", "HEAD", "POST"])
@private
def follow(request, token):
    """A visit changes nothing; a press does one thing."""
    found = _request_of(request, token)
    if request.method != "POST":
        return _page(request, found, token)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _page(request, found, token, form=form)
    action = form.cleaned_data["action"]
    if action == "erase":
        return _erase(request, found, token, form.cleaned_data)
    try:
        address = _do(request, found, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(action if action in form.TYPED else None, refusal.messages[0])
    except services.TooManyRequests as refusal:
        form.add_error(None, str(refusal))
    else:
        there = reverse("journey:follow", args=[token])
        return redirect(address or f"{there}?{urlencode({'done': action})}")
    found.refresh_from_db()
    return _page(request, found, token, form=form)


def _do(request, found, *, action, **typed):
    """The address of the page to go to, when it is not this one."""
    step = {"request": found, "now": timezone.now()}
    match action:
        case "withdraw":
            services.withdraw_request(**step)
        case "not_contacted":
            services.say_not_contacted(**step)
        case "survey":
            contacted = typed["contacted"] == "yes"
            services.answer_survey(contacted=contacted, helped=typed["helped"], **step)
        case "contact":
            services.change_contact(contact=typed["contact"], **step)
        case "availability":
            services.tell_availability(words=typed["availability"], **step)
        case "offer":
            sent = services.pass_on(offer=_offer_for(request, found, typed["offer"]), **step)
            return f"{follow_url(sent.request, sent.token)}envoyee/"
    return None


def _offer_for(request, found, key):
    territories = shown_territories(request.tenant)
    offer = live_offer(key, territories=territories, language=get_language())
    if offer is None or key not in {one.card["id"] for one in equivalents(found, request.tenant)}:
        raise ValidationError(_("This offer is no longer available. Choose another one."))
    return offer


def _erase(request, found, token, typed):
    if not typed["sure"]:
        return _page(request, found, token, erasing=True)
    services.erase_request(request=found, now=timezone.now(), together=typed["together"])
    return render(request, "journey/erased.html")


def _page(request, found, token, *, form=None, erasing=False):
    today = found.local_day(timezone.now())
    stands = standing(found, today)
    context = {
        "asked": found,
        "token": token,
        "stop": block_token(found.contact_fingerprint),
        "form": form or FollowForm(initial={"availability": found.availability}),
        "erasing": erasing,
        "stands": stands,
        "beside": _beside(found),
        "happenings": happenings(found),
        "others": equivalents(found, request.tenant) if stands.may_pass_on else [],
        "done": DONE.get(request.GET.get("done")),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "journey/follow.html", context, status=status)


@require_safe
@private
def sent(request, token):
    """The confirmation: the date, who, from which number, and what otherwise."""
    found = _request_of(request, token)
    beside = _beside(found)
    first_on = min(one.due_on for one in (found, *(one for one, _page in beside)))
    days, current = days_to(found.local_day(found.sent_at), first_on)
    context = {
        "asked": found,
        "token": token,
        "days": days,
        "current": current,
        "first_on": first_on,
        "beside": beside,
        "goes_on": bool(found.pool_left()),
    }
    return render(request, "journey/sent.html", context)


@require_safe
@private
def calendar(request, token):
    found = _request_of(request, token)
    response = HttpResponse(calendar_file(found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request):
    """The link again, to the contact of the request and to nobody else: the answer on the page is
    the same whether there is a request or not."""
    form = LookupForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form}
        return render(request, "journey/lookup.html", context, status=400 if form.errors else 200)
    try:
        services.resend_links(
            contact=form.cleaned_data["contact"], address=address_of(request), now=timezone.now()
        )
    except services.TooManyRequests as refusal:
        form.add_error("contact", str(refusal))
        return render(request, "journey/lookup.html", {"form": form}, status=429)
    return render(request, "journey/lookup_sent.html")


def _beside(found):
    """[(request, its page)] of those that left with the same form, what they became if they went
    to somebody else."""
    beside = ContactRequest.objects.beside(found).exclude(follow_hash=None).in_hand()
    return [(one, follow_url(one, one.follow_token)) for one in beside]


def _request_of(request, token) -> ContactRequest:
    found = ContactRequest.objects.by_follow_token(token)
    if found is None or found.territory_id != request.tenant.pk:
        raise Http404
    return found
