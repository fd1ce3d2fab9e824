"""What a theme is used for in the country: told before anything of it changes."""

from dataclasses import dataclass

from django.db.models import Count

from search.models import CatalogueOffer
from tenants.models import Territory
from themes.models import Theme


@dataclass(frozen=True)
class Usage:
    """`territories` propose the theme to young people; `offers` are live, in `homes` territories."""

    territories: int
    offers: int
    homes: int


def usage_of(theme: Theme) -> Usage:
    counts = (
        CatalogueOffer.objects.live()
        .in_theme(theme.key)
        .aggregate(offers=Count("pk"), homes=Count("territory", distinct=True))
    )
    if theme.status == Theme.Status.EXPERIMENTAL:
        territories = theme.tried_in.count()
    else:
        territories = Territory.objects.opening_theme(theme.key).count()
    return Usage(territories=territories, **counts)


def offers_by_theme() -> dict[str, int]:
    rows = CatalogueOffer.objects.live().order_by().values_list("theme")
    return dict(rows.annotate(Count("pk")))


def offers_by_subtheme(theme: Theme) -> dict[str, int]:
    rows = CatalogueOffer.objects.live().in_theme(theme.key).order_by().values_list("subtheme")
    return dict(rows.annotate(Count("pk")))
