"""Why offers come in this order, for any search of this territory; and why one is not there."""

from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.commune_field import CommuneField
from portal.searches.views import READ
from portal.searches.wording import parts_in_words, refusals_in_words, weights_in_words
from portal.territories import shown_territories
from search.explaining import SHOWN, Explained, explain_order
from search.facts import facts_of
from search.models import CatalogueOffer
from search.query import Search
from search.refusals import refusals
from search.services import read_words
from themes.models import Theme

LANGUAGE = "fr"
LISTED = 10
LONGEST_WORDS = 200


class OrderForm(forms.Form):
    q = forms.CharField(max_length=LONGEST_WORDS, required=False, label=_("Words"))
    commune = CommuneField()
    theme = forms.ModelChoiceField(
        None, required=False, to_field_name="key", label=_("Theme"), empty_label=_("All themes")
    )
    offer = forms.CharField(
        max_length=LONGEST_WORDS,
        required=False,
        label=_("An offer"),
        help_text=_("Words of its title, or its number: to see where it is, or why it is not."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.order_by("order")


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
    form = OrderForm(request.GET)
    context = {"form": form, "weights": weights_in_words(), "shown": SHOWN}
    if request.GET and form.is_valid():
        asked = form.cleaned_data
        read, search = _search(request.tenant, asked)
        found = explain_order(search)
        rows = _offers_named(asked["offer"], search) if asked["offer"] else []
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


def _search(territory, asked):
    read = read_words(asked["q"], near=asked["commune"], territory=territory)
    search = Search(
        day=timezone.localdate(),
        language=LANGUAGE,
        place=read.place or asked["commune"],
        territories=shown_territories(territory),
        theme=asked["theme"].key if asked["theme"] else "",
        terms=read.terms,
        typed=read.typed,
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
    offers = CatalogueOffer.objects.of_territories(search.territories).filter(language=LANGUAGE)
    return list(offers.filter(exact)[:LISTED]) or list(
        offers.filter(card__title__icontains=typed).order_by("key")[:LISTED]
    )


def _chosen(row: CatalogueOffer, found, search: Search) -> Chosen:
    place = found.place_of(row.key)
    parts = parts_in_words(place, search) if place else []
    missed = [] if place else refusals(facts_of(row), search)
    return Chosen(row, place, parts, refusals_in_words(row, missed, search))
