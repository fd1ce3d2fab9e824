"""The offers of the whole country that reach this territory, and which of them it hides."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.nationwide.forms import HIDDEN, SHOWN, HideForm, ListForm
from portal.nationwide.permissions import for_those_who_hide
from search.extent import Extent
from search.models import CatalogueOffer, OfferHiding
from search.sites import hide_offer, show_offer_again

PAGE_SIZE = 30


@dataclass(frozen=True)
class Line:
    """`history` is what was decided of it here, the last first."""

    offer: CatalogueOffer
    history: tuple[OfferHiding, ...]

    @property
    def hiding(self) -> OfferHiding | None:
        return next((one for one in self.history if one.shown_at is None), None)

    @property
    def extent(self) -> str:
        return str(Extent(self.offer.card["extent"]).label)


@require_safe
@for_those_who_hide
def index(request):
    form = ListForm(request.GET, territory=request.tenant)
    offers = _reaching(request.tenant).order_by("theme", "key")
    if form.is_valid():
        offers = _chosen(offers, request.tenant, **form.cleaned_data)
    page = Paginator(offers, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {"form": form, "page": page, "lines": _lines(page, request.tenant)}
    status = 400 if form.errors else 200
    return render(request, "nationwide/index.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_hide
def hide(request, key):
    offer = get_object_or_404(_reaching(request.tenant), key=key)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hide_offer(
                territory=request.tenant,
                offer=offer,
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("“%(title)s” is no longer shown here.") % {"title": offer})
            return redirect("nationwide")
    status = 400 if form.errors else 200
    return render(request, "nationwide/hide.html", {"offer": offer, "form": form}, status=status)


@require_POST
@for_those_who_hide
def show_again(request, key):
    offer = get_object_or_404(_reaching(request.tenant), key=key)
    show_offer_again(territory=request.tenant, offer=offer, by=request.user, now=timezone.now())
    messages.success(request, _("“%(title)s” is shown here again.") % {"title": offer})
    return redirect("nationwide")


def _reaching(territory):
    return CatalogueOffer.objects.live().reaching(territory).shown_in(get_language())


def _chosen(offers, territory, *, q, theme, state):
    if q:
        offers = offers.filter(
            Q(card__title__icontains=q) | Q(card__organisation__name__icontains=q)
        )
    if theme:
        offers = offers.filter(theme=theme)
    if state == SHOWN:
        offers = offers.of_territories([territory.pk])
    if state == HIDDEN:
        offers = offers.exclude(sites__contains=[territory.pk])
    return offers


def _lines(offers, territory) -> list[Line]:
    history: dict = {}
    decided = OfferHiding.objects.filter(
        territory=territory, translation_key__in=[one.translation_key for one in offers]
    )
    for one in decided.select_related("hidden_by", "shown_by"):
        history.setdefault(one.translation_key, []).append(one)
    return [Line(one, tuple(history.get(one.translation_key, ()))) for one in offers]
