"""The page of one request, from a link without an account or after signing in: the same steps.
Opening changes nothing."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.enums import DeclineReason, Means, Outcome, RequestStatus
from contacts.models import ContactRequest, Professional, ProfessionalLink
from contacts.services.steps import correctable_step
from contacts.wording import long_date
from portal.pro.forms import StepForm
from portal.pro.presentation import age_of, happenings, urgency
from portal.secret_pages import private
from tenants.geography.naming import in_commune


@dataclass(frozen=True)
class Access:
    """How a professional came to a request."""

    request: ContactRequest
    professional: Professional | None

    def context(self) -> dict:
        """What their page has beside the request itself."""
        return {"layout": "pro/base.html", "desk": None}


@private
@require_http_methods(["GET", "HEAD", "POST"])
def handle_request(request, token):
    now = timezone.now()
    link = ProfessionalLink.objects.by_token(token, territory=request.tenant, now=now)
    if link is None:
        return render(request, "pro/gone.html", status=404)
    return answer(request, Access(link.request, link.professional), now)


def answer(request, access, now):
    """The page of a request, and the step that was pressed on it."""
    if request.method != "POST":
        return request_page(request, access, now)
    form = StepForm(request.POST)
    if not form.is_valid():
        return request_page(request, access, now, error=form.sentence, status=400)
    try:
        contact = _take_step(access, now, **form.cleaned_data)
    except ValidationError as refusal:
        access.request.refresh_from_db()
        return request_page(request, access, now, error=refusal.messages[0], status=409)
    if contact:
        return request_page(request, access, now, contact=contact)
    return redirect(request.path)


def _take_step(access, now, *, action, reason, outcome, means):
    """The contact when the step was to show it."""
    step = {"request": access.request, "now": now, "by": access.professional}
    match action:
        case "reveal":
            return services.reveal_contact(**step)
        case "contacted":
            services.mark_contacted(means=means, **step)
        case "unreachable":
            services.mark_unreachable(**step)
        case "decline":
            services.decline(reason=reason, **step)
        case "close":
            services.close(outcome=outcome, **step)
        case "correct":
            services.correct_last_step(**step)
    return None


def request_page(request, access, now, *, contact=None, error="", status=200):
    asked = access.request
    step = correctable_step(asked, now)
    events = list(asked.events.select_related("key", "relay"))
    context = {
        "asked": asked,
        "contact": contact,
        "error": error,
        "urgency": urgency(asked, now),
        "due_words": long_date(asked.due_on),
        "today": asked.local_day(now),
        "age": age_of(asked),
        "where": in_commune(asked.commune_name),
        "happenings": happenings(asked, events),
        "relay": next((one.relay for one in events if one.relay), None),
        "can_contact": asked.can_become(RequestStatus.CONTACTED),
        "can_try_again": asked.can_become(RequestStatus.UNREACHABLE),
        "can_decline": asked.can_become(RequestStatus.DECLINED),
        "can_close": asked.can_become(RequestStatus.CLOSED),
        "correctable": RequestStatus(step.from_status).label if step else "",
        "reasons": DeclineReason.choices,
        "outcomes": Outcome.choices,
        "means": Means.choices,
        "can_redirect": asked.can_become(RequestStatus.REDIRECTED),
        **access.context(),
    }
    return render(request, "pro/request.html", context, status=status)
