"""Whose sites show an offer: its territory's, and for one of the national site each territory that
its coverage touches, unless that territory hides it.

It is kept in each row, `CatalogueOffer.sites`, so that both engines ask one question of one field.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Func, Q

from search import tasks
from search.models import CatalogueOffer, CatalogueOfferQuerySet, OfferHiding
from tenants.accounts.models import User
from tenants.coverage import Coverage
from tenants.geography.models import Commune
from tenants.models import NATIONAL, CoveredCommune, Territory


def sites_of(offer: CatalogueOffer) -> list[int]:
    """Two queries for an offer of the national site, none for another."""
    if not offer.territory.is_national:
        return [offer.territory_id]
    hiding = OfferHiding.objects.standing().filter(translation_key=offer.translation_key)
    return sorted(
        {offer.territory_id}
        | touched_by(offer.coverage) - set(hiding.values_list("territory", flat=True))
    )


def touched_by(coverage: Coverage) -> set[int]:
    """Ids of the territories where somebody lives in these zones."""
    inside = Commune.objects.in_zones(coverage.included)
    if coverage.excluded:
        outside = Commune.objects.in_zones(coverage.excluded)
        inside = inside.exclude(pk__in=outside.values("pk"))
    held = CoveredCommune.objects.filter(commune__in=inside.values("pk"))
    return set(held.order_by().values_list("territory", flat=True).distinct())


def follow_coverage(
    *, instance: Territory, update_fields: Iterable[str] | None, **kwargs: object
) -> None:
    """post_save of a territory: `set_coverage` ends by saving how many communes it has."""
    if update_fields and "communes_count" in update_fields:
        place_national_offers(territory=instance)


@transaction.atomic
def place_national_offers(*, territory: Territory) -> None:
    """The offers of the national site that touch this territory are on its site, no other is."""
    communes = Commune.objects.filter(coverage__territory=territory).select_related("departement")
    places = {one.place_codes for one in communes}
    codes = sorted(set().union(*places))
    hidden = set(
        OfferHiding.objects.standing()
        .filter(territory=territory)
        .values_list("translation_key", flat=True)
    )
    offers = (
        CatalogueOffer.objects.live()
        .filter(
            Q(included__overlap=codes) | Q(sites__contains=[territory.pk]),
            territory__schema_name=NATIONAL,
        )
        .exclude(territory=territory)
    )
    concerned = offers.only("translation_key", "included", "excluded").order_by("pk")
    shown = [
        offer.pk
        for offer in concerned.select_for_update(of=["self"])
        if offer.translation_key not in hidden
        and any(offer.coverage.holds(place) for place in places)
    ]
    _place(offers.filter(pk__in=shown), territory, shown=True)
    _place(offers.exclude(pk__in=shown), territory, shown=False)


@transaction.atomic
def hide_offer(
    *, territory: Territory, offer: CatalogueOffer, reason: str, by: User, now: datetime
) -> OfferHiding:
    """Take an offer of the national site, in all its languages, off this territory's pages.

    Raises ValidationError when it is hidden already or no reason is given.
    """
    hiding = OfferHiding(
        territory=territory,
        translation_key=offer.translation_key,
        reason=reason,
        hidden_by=by,
        hidden_at=now,
    )
    hiding.full_clean()
    hiding.save()
    _place(_translations(offer), territory, shown=False)
    return hiding


@transaction.atomic
def show_offer_again(
    *, territory: Territory, offer: CatalogueOffer, by: User, now: datetime
) -> None:
    """On this territory's pages again, if it still touches it; once is enough."""
    standing = OfferHiding.objects.standing().filter(
        territory=territory, translation_key=offer.translation_key
    )
    standing.update(shown_by=by, shown_at=now)
    for row in _translations(offer):
        itself = CatalogueOffer.objects.filter(pk=row.pk)
        _place(itself, territory, shown=territory.pk in sites_of(row))


def _translations(offer: CatalogueOffer) -> CatalogueOfferQuerySet:
    return (
        CatalogueOffer.objects.filter(
            territory=offer.territory_id, translation_key=offer.translation_key
        )
        .select_related("territory")
        .select_for_update(of=["self"])
        .order_by("pk")
    )


def _place(offers: CatalogueOfferQuerySet, territory: Territory, *, shown: bool) -> None:
    """Number and queue those that this changes."""
    there = Q(sites__contains=[territory.pk])
    change = "array_append" if shown else "array_remove"
    sites = Func(F("sites"), territory.pk, function=change)
    if offers.filter(~there if shown else there).renumber(sites=sites):
        tasks.queue_indexing()
