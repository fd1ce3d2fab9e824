"""The offers that somebody chose to ask together: all of it is in the address."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from contacts.services import MOST_TOGETHER
from portal.journey.visit import Visit
from portal.listing import ShownOffer, show
from portal.territories import shown_territories
from search.models import CatalogueOffer
from search.query import Hit
from search.services import live_offer


def chosen_offers(visit: Visit) -> list[CatalogueOffer]:
    """Those that are still there, in the order in which they were chosen, each once."""
    found = (
        live_offer(key, territories=shown_territories(visit.territory), language=get_language())
        for key in visit.chosen
    )
    return list({one.pk: one for one in found if one}.values())


def chosen_context(visit: Visit, offers: list[CatalogueOffer]) -> dict:
    """What the page of several offers shows: [(offer, the address without it)], what is left to
    choose, and by when the first one answers."""
    now = timezone.now()
    keys = [one.key for one in offers]
    shown: list[tuple[ShownOffer, str]] = []
    for one in offers:
        without = visit.choosing(*(key for key in keys if key != one.key))
        hit = Hit(one.key, one.card, None)
        offer = show(hit, place=visit.place, answers={}, questionnaire=None, now=now, fresh=True)
        shown.append((offer, reverse("journey:together") + without.query()))
    dates = [offer.due_on for offer, _without in shown if offer.due_on]
    kept = visit.choosing(*keys)
    return {
        "visit": visit,
        "chosen": shown,
        "gone": len(visit.chosen) - len(offers),
        "too_many": max(0, len(offers) - MOST_TOGETHER),
        "full": len(offers) >= MOST_TOGETHER,
        "back": _list_again(kept, offers),
        "first_on": min(dates, default=None),
        "query": kept.query(),
    }


def _list_again(visit: Visit, offers: list[CatalogueOffer]) -> str:
    """Where they were chosen: the list of their theme, the search when they have several."""
    themes = {one.theme for one in offers}
    if not themes:
        return reverse("journey:themes" if visit.place else "journey:home") + visit.query()
    if visit.place and len(themes) == 1:
        return reverse("journey:offers", args=[*themes]) + visit.query()
    return reverse("journey:search") + visit.query()
