"""Why offers come in this order, for any search of this territory; and why one is not there."""

from dataclasses import asdict, dataclass, replace

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.searches.order_form import OrderForm
from portal.searches.views import READ
from portal.searches.wording import parts_in_words, refusals_in_words, weights_in_words
from portal.territories import shown_territories
from search.explaining import DEEPEST_RANK, SHOWN, Explained, Order, explain_offer, explain_order
from search.facts import facts_of
from search.models import CatalogueOffer
from search.query import Search
from search.refusals import refusals
from search.services import SOURCE_LANGUAGE, read_words

LISTED = 10


@dataclass(frozen=True)
class Chosen:
    """The offer somebody asks about: its place, or what it misses."""

    row: CatalogueOffer
    place: Explained | None
    parts: list
    missed: list[str]


@require_safe
@permission_required(READ, raise_exception=True)
def order(request):
    form = OrderForm(request.GET, territory=request.tenant)
    context = {"form": form, "weights": weights_in_words(), "shown": SHOWN, "deepest": DEEPEST_RANK}
    if request.GET and form.is_valid():
        read, search = _search(request.tenant, form)
        found = explain_order(search)
        offer = form.cleaned_data["offer"]
        rows = _offers_named(offer, search) if offer else []
        context |= {
            "read": read,
            "place": search.place,
            "found": found,
            "groups": [
                (_("Near you"), found.results.near_count, _with_parts(found.near, search)),
                (_("From a distance and everywhere"), found.results.far_count,
                 _with_parts(found.far, search)),
            ],
            "named": rows if len(rows) > 1 else [],
            "chosen": _chosen(rows[0], found, search) if len(rows) == 1 else None,
        }  # fmt: skip
    return render(request, "searches/order.html", context)


def _search(territory, form: OrderForm):
    near = form.cleaned_data["commune"]
    read = read_words(form.cleaned_data["q"], near=near, territory=territory)
    now = timezone.now()
    search = Search(
        day=timezone.localdate(now),
        now=now,
        language=form.language_read,
        place=read.place or near,
        territories=shown_territories(territory),
        answers=form.answers,
        terms=read.terms,
        typed=read.typed,
        **asdict(form.chosen),
    )
    return read, search


def _with_parts(explained, search):
    return [(one, parts_in_words(one, search)) for one in explained]


def _offers_named(typed: str, search: Search) -> list[CatalogueOffer]:
    """Offers of this site with this number or these words in their title, live or not."""
    typed = typed.strip()
    exact = Q(key=typed)
    if typed.isascii() and typed.isdigit():
        exact |= Q(page_id=min(int(typed), 2**31))
    offers = CatalogueOffer.objects.of_territories(search.territories).filter(
        language__in={search.language, SOURCE_LANGUAGE}
    )
    return list(offers.filter(exact)[:LISTED]) or list(
        offers.filter(card__title__icontains=typed).order_by("key")[:LISTED]
    )


def _chosen(row: CatalogueOffer, found: Order, search: Search) -> Chosen:
    # As few words have to be there as in the list.
    search = replace(search, needed=found.results.needed or search.needed)
    place = found.place_of(row.key)
    missed = [] if place else refusals(facts_of(row), search)
    if place is None and not missed:
        place = explain_offer(row, found, search)
    parts = parts_in_words(place, search) if place else []
    return Chosen(row, place, parts, refusals_in_words(row, missed, search))
