"""Which themes an open territory has: the pages of those that it gains or loses follow."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django_tenants.utils import schema_context, tenant_context
from wagtail.models import Page

from offers.models import ThemePage
from offers.services import bring_theme
from search.models import CatalogueOffer
from tenants.models import Territory
from themes.models import Theme


@dataclass(frozen=True)
class ThemeChange:
    """`lost` are [(theme, how many live offers it has there)]."""

    gained: tuple[Theme, ...]
    lost: tuple[tuple[Theme, int], ...]


def themes_of(territory: Territory) -> list[str]:
    """Keys of the validated themes that it has."""
    known = Theme.objects.current().values_list("key", flat=True)
    return [key for key in known if not territory.themes or key in territory.themes]


def what_themes_change(territory: Territory, keys: Collection[str]) -> ThemeChange:
    """Should it have these themes; nothing is changed."""
    before = themes_of(territory)
    known = list(Theme.objects.current())
    offers = CatalogueOffer.objects.live().filter(territory=territory)
    return ThemeChange(
        gained=tuple(one for one in known if one.key in keys and one.key not in before),
        lost=tuple(
            (one, offers.filter(theme=one.key).count())
            for one in known
            if one.key in before and one.key not in keys
        ),
    )


@transaction.atomic
def choose_themes(*, territory: Territory, keys: Collection[str]) -> None:
    """Offers of a theme that goes leave the catalogue and are kept as drafts with its page; a theme
    that comes has its page at once, the one that it had before if there is one."""
    change = what_themes_change(territory, keys)
    with schema_context("public"):
        territory = Territory.objects.select_for_update().get(pk=territory.pk)
        territory.themes = list(keys)
        territory.full_clean(exclude=["schema_name"])
        territory.save()
    with tenant_context(territory):
        lost = [theme.key for theme, _offers in change.lost]
        for page in ThemePage.objects.live().filter(theme_key__in=lost):
            for one in Page.objects.live().descendant_of(page, inclusive=True):
                one.specific.unpublish()
        for theme in change.gained:
            bring_theme(theme=theme)
