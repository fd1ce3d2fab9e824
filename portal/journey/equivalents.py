"""Offers that could answer instead: for the same need, the same place and the same answers."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import get_language

from contacts.models import ContactRequest
from portal.listing import ShownOffer, show
from portal.territories import shown_territories
from search.models import CatalogueOffer
from search.query import Search
from search.services import find_offers
from tenants.geography.suggest import find
from tenants.models import Territory

MOST = 3
LOOKED_AT = 30


def equivalents(asked: ContactRequest, territory: Territory) -> list[ShownOffer]:
    """At most three offers of other organisations that have room, the soonest answer first: of the
    same sub-theme, or of the whole theme when there is none."""
    place = find(asked.commune)
    if place is None or asked.erased_at:
        return []
    now = timezone.now()
    search = Search(
        day=timezone.localdate(now),
        now=now,
        language=get_language(),
        place=place,
        territories=shown_territories(territory),
        answers=asked.answers,
        theme=asked.theme,
        subtheme=asked.offer.subtheme if asked.offer else "",
        page_size=LOOKED_AT,
    )
    kept = _with_room(search, asked)
    if not kept and search.subtheme:
        kept = _with_room(replace(search, subtheme=""), asked)
    offers = [
        show(
            hit,
            place=place,
            answers=asked.answers,
            questionnaire=None,
            now=now,
        )
        for hit in kept
    ]
    return sorted((one for one in offers if one.due_on), key=lambda one: one.due_on)[:MOST]


def _with_room(search: Search, asked: ContactRequest) -> list:
    hits = find_offers(search).hits
    rows = CatalogueOffer.objects.live().filter(key__in=[hit.key for hit in hits])
    asked_already = ContactRequest.objects.family_of(asked).values("offer_key")
    kept = set(
        rows.filter(room__gt=0)
        .exclude(organisation_id=asked.organisation_id)
        .exclude(key__in=asked_already)
        .values_list("key", flat=True)
    )
    return [hit for hit in hits if hit.key in kept]
