"""The pages of a professional: one link, one request, no account. Opening changes nothing."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.enums import DeclineReason, Outcome, RequestStatus
from contacts.models import ProfessionalLink
from contacts.services.steps import correctable_step
from contacts.wording import in_commune, long_date
from portal.pro.forms import StepForm
from portal.pro.presentation import age_of, happenings, local_day, urgency


def private(view):
    """Found by no search engine, kept by no cache, and the address goes to no other site.

    Not `no-referrer`: a browser would then post the page's own forms with `Origin: null`, which
    the protection against forged requests refuses.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "no-store"
        return response

    return wrapper


@private
@require_http_methods(["GET", "HEAD", "POST"])
def handle_request(request, token):
    now = timezone.now()
    link = ProfessionalLink.objects.by_token(token, territory=request.tenant, now=now)
    if link is None:
        return render(request, "pro/gone.html", status=404)
    if request.method != "POST":
        return _page(request, link, now)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, link, now, error=form.sentence, status=400)
    try:
        contact = _take_step(link, now, **form.cleaned_data)
    except ValidationError as refusal:
        link.request.refresh_from_db()
        return _page(request, link, now, error=refusal.messages[0], status=409)
    if contact:
        return _page(request, link, now, contact=contact)
    return redirect("pro:request", token)


def _take_step(link, now, *, action, reason, outcome):
    """The contact when the step was to show it."""
    step = {"request": link.request, "now": now, "by": link.professional}
    match action:
        case "reveal":
            return services.reveal_contact(**step)
        case "contacted":
            services.mark_contacted(**step)
        case "unreachable":
            services.mark_unreachable(**step)
        case "decline":
            services.decline(reason=reason, **step)
        case "close":
            services.close(outcome=outcome, **step)
        case "correct":
            services.correct_last_step(**step)
    return None


def _page(request, link, now, *, contact=None, error="", status=200):
    asked = link.request
    step = correctable_step(asked, now)
    context = {
        "asked": asked,
        "link": link,
        "contact": contact,
        "error": error,
        "urgency": urgency(asked, now),
        "due_words": long_date(asked.due_on),
        "today": local_day(asked, now),
        "age": age_of(asked),
        "where": in_commune(asked.commune_name),
        "happenings": happenings(asked, list(asked.events.all())),
        "can_contact": asked.can_become(RequestStatus.CONTACTED),
        "can_try_again": asked.can_become(RequestStatus.UNREACHABLE),
        "can_decline": asked.can_become(RequestStatus.DECLINED),
        "can_close": asked.can_become(RequestStatus.CLOSED),
        "correctable": RequestStatus(step.from_status).label if step else "",
        "reasons": DeclineReason.choices,
        "outcomes": Outcome.choices,
    }
    return render(request, "pro/request.html", context, status=status)
