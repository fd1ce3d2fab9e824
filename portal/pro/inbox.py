"""After signing in: the requests of all one's organisations, and each of them in full."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods, require_safe

from contacts import services
from contacts.models import Absence, ContactRequest, Professional, RequestNote
from contacts.models.inbox import Tab
from portal.pro.access import for_professionals, row_for
from portal.pro.inbox_forms import HandForm, ListForm
from portal.pro.presentation import urgency
from portal.pro.views import Access, answer, request_page

PAGE_SIZE = 25


@for_professionals
@require_safe
def inbox(request):
    return list_page(request)


@for_professionals
@require_http_methods(["GET", "HEAD", "POST"])
def open_request(request, reference):
    """What is pressed goes to the request itself, or to how colleagues share it."""
    access, now = signed_in(request, reference), timezone.now()
    if request.method == "POST" and request.POST.get("action") in HandForm.ACTIONS:
        return _hand(request, access, now)
    return answer(request, access, now)


def list_page(request, *, error="", status=200):
    """The list that the address asks for."""
    now = timezone.now()
    form = ListForm(request.GET, user=request.user, rows=request.rows)
    if not form.is_valid():
        error, status = form.sentence, 400
    counts = form.filtered.counts(user=request.user, now=now)
    page = _page_of(form, counts, request.GET.get("p"), user=request.user, now=now)
    context = {
        "form": form,
        "tabs": [Choice(tab, counts[tab], tab == form.tab_chosen) for tab in Tab],
        "page": page,
        "lines": [Line(asked, urgency(asked, now)) for asked in page],
        "several_organisations": len(request.rows) > 1,
        "query": request.GET.urlencode(),
        "error": error,
    }
    return render(request, "pro/inbox.html", context, status=status)


@dataclass(frozen=True)
class Choice:
    tab: Tab
    count: int
    current: bool


@dataclass(frozen=True)
class Line:
    asked: ContactRequest
    urgency: object


@dataclass(frozen=True)
class Colleague:
    person: Professional
    away_until: object


@dataclass(frozen=True)
class SignedIn(Access):
    """Somebody of the organisation, with what they share with their colleagues."""

    now: datetime

    def context(self):
        return {"layout": "pro/inside.html", "desk": self}

    @property
    def colleagues(self) -> QuerySet:
        team = Professional.objects.reachable().filter(organisation=self.request.organisation_id)
        return team.exclude(pk=self.professional.pk)

    @property
    def to_choose(self) -> list[Colleague]:
        """Those to whom it can be handed over, and until when they are away."""
        day = self.request.local_day(self.now)
        away = dict(
            Absence.objects.filter(professional__organisation=self.request.organisation_id)
            .on(day)
            .values_list("professional", "ends_on")
        )
        return [Colleague(one, away.get(one.pk)) for one in self.colleagues]

    @property
    def notes(self) -> list[RequestNote]:
        return list(self.request.notes.within(self.request.organisation_id))

    @property
    def is_mine(self) -> bool:
        return self.request.holder_id == self.professional.pk


class CountedPaginator(Paginator):
    """The tabs have counted already."""

    def __init__(self, *args, known, **options):
        super().__init__(*args, **options)
        self._known = known

    @cached_property
    def count(self):
        return self._known


def _page_of(form, counts, number, *, user, now):
    listed = form.filtered.in_tab(form.tab_chosen, user=user, now=now).in_hand()
    return CountedPaginator(listed, PAGE_SIZE, known=counts[form.tab_chosen]).get_page(number)


def signed_in(request, reference):
    """The request of this reference, for somebody of an organisation that was asked."""
    seen = ContactRequest.objects.seen_by(request.user).in_hand()
    asked = get_object_or_404(seen, reference=reference)
    return SignedIn(asked, row_for(request, asked), timezone.now())


def _hand(request, access, now):
    """Take it, hand it over, or leave a note for colleagues."""
    form = HandForm(request.POST, colleagues=access.colleagues)
    if not form.is_valid():
        return request_page(request, access, now, error=form.sentence, status=400)
    try:
        _share(access, now, **form.cleaned_data)
    except ValidationError as refusal:
        access.request.refresh_from_db()
        return request_page(request, access, now, error=refusal.messages[0], status=409)
    return redirect("pro:open", access.request.reference)


def _share(access, now, *, action, colleague, note):
    what = {"request": access.request, "by": access.professional, "now": now}
    match action:
        case "take":
            services.take(**what)
        case "hand_over":
            services.hand_over(to=colleague, **what)
        case "note":
            services.write_note(text=note, **what)
