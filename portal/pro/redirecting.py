"""Passing a request to somebody better placed: found by words and place, in the whole country."""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from contacts.enums import RequestStatus
from contacts.models import ContactRequest, ProfessionalLink
from contacts.services import redirect_request
from portal.listing import ShownOffer, show
from portal.pro.access import for_professionals
from portal.pro.inbox import signed_in
from portal.pro.views import Access
from portal.searching import Wanted, understood
from portal.secret_pages import private
from search.models import CatalogueOffer
from search.services import find_offers
from tenants.geography.suggest import find
from tenants.models import NATIONAL, Territory

MOST = 10
LOOKED_AT = 40
LINE_LENGTH = 300


class RedirectForm(forms.Form):
    """Which of the offers found, and a line for who takes over."""

    offer = forms.CharField(
        error_messages={"required": _("Choose to whom the request goes.")}, max_length=80
    )
    line = forms.CharField(label=_("A line for who takes over"), required=False)

    def clean_line(self):
        line = self.cleaned_data["line"]
        if len(line) > LINE_LENGTH:
            raise ValidationError(
                _("Write it in %(limit)d characters at most."), params={"limit": LINE_LENGTH}
            )
        return line

    @property
    def sentence(self):
        """What to mend first."""
        return next(message for messages in self.errors.values() for message in messages)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request, token):
    now = timezone.now()
    link = ProfessionalLink.objects.by_token(token, territory=request.tenant, now=now)
    if link is None:
        return render(request, "pro/gone.html", status=404)
    return _answer(request, Access(link.request, link.professional))


@for_professionals
@require_http_methods(["GET", "HEAD", "POST"])
def signed_in_page(request, reference):
    return _answer(request, signed_in(request, reference))


def _answer(request, access):
    if request.method != "POST":
        return _page(request, access)
    form = RedirectForm(request.POST)
    if not form.is_valid():
        return _page(request, access, form=form, error=form.sentence, status=400)
    offer = CatalogueOffer.objects.live().filter(key=form.cleaned_data["offer"]).first()
    try:
        if offer is None:
            raise ValidationError(_("This offer is no longer available. Choose another one."))
        redirect_request(
            request=access.request,
            offer=offer,
            line=form.cleaned_data["line"],
            now=timezone.now(),
            by=access.professional,
        )
    except ValidationError as refusal:
        return _page(request, access, form=form, error=refusal.messages[0], status=409)
    return redirect(_back(request))


def _page(request, access, *, form=None, error="", status=200):
    asked = access.request
    words = request.GET.get("q", "")[:200]
    context = {
        "asked": asked,
        "words": words,
        "found": better_placed(asked, words) if words else [],
        "form": form or RedirectForm(),
        "error": error,
        "may": asked.can_become(RequestStatus.REDIRECTED),
        "back": _back(request),
        **access.context(),
    }
    return render(request, "pro/redirect.html", context, status=status)


def _back(request) -> str:
    """The page of the request, one step up."""
    return request.path.removesuffix("reorienter/")


def better_placed(asked: ContactRequest, words: str) -> list[ShownOffer]:
    """Offers of any territory that these words find, for where the young person is; without those
    of who had the request already."""
    place = find(asked.commune)
    if place is None:
        return []
    now = timezone.now()
    national = Territory.objects.get(schema_name=NATIONAL)
    reading = understood(Wanted(territory=national, words=words, chosen=place))
    hits = find_offers(reading.search(now, page_size=LOOKED_AT)).hits
    rows = {
        row.key: row
        for row in CatalogueOffer.objects.live().filter(key__in=[hit.key for hit in hits])
    }
    already = {one.organisation_id for one in asked.ancestry()}
    kept = [
        hit
        for hit in hits
        if hit.key in rows
        and rows[hit.key].organisation_id not in already
        and rows[hit.key].coverage.holds(place.place_codes)
    ]
    return [show(hit, place=place, answers={}, questionnaire=None, now=now) for hit in kept[:MOST]]
