"""What a theme is used for in the country: told before anything of it changes."""

from dataclasses import dataclass

from django.db.models import CharField, Count, Func

from search.models import CatalogueOffer
from tenants.models import Territory
from themes.models import Theme


@dataclass(frozen=True)
class Usage:
    """`territories` propose the theme; `offers` are live, and come from `homes` territories."""

    territories: int
    offers: int
    homes: int


def usage_of(theme: Theme) -> Usage:
    counts = (
        CatalogueOffer.objects.live()
        .in_theme(theme.key)
        .aggregate(offers=Count("pk"), homes=Count("territory", distinct=True))
    )
    proposing = {
        Theme.Status.VALIDATED: Territory.objects.opening_theme(theme.key),
        Theme.Status.EXPERIMENTAL: theme.tried_in,
    }
    return Usage(
        territories=proposing[theme.status].count() if theme.status in proposing else 0, **counts
    )


def offers_by_theme() -> dict[str, int]:
    rows = CatalogueOffer.objects.live().order_by().values_list("theme")
    return dict(rows.annotate(Count("pk")))


def offers_by_subtheme(theme: Theme) -> dict[str, int]:
    rows = CatalogueOffer.objects.live().in_theme(theme.key).order_by().values_list("subtheme")
    return dict(rows.annotate(Count("pk")))


def used_answers(theme: Theme | None = None) -> dict[str, dict[str, int]]:
    """By question, the choices that live offers of this theme, or of all, name in their criteria
    and how many do; for a range of numbers, none. Two queries."""
    offers = CatalogueOffer.objects.live().order_by()
    if theme is not None:
        offers = offers.in_theme(theme.key)
    used = {
        question: {}
        for question in offers.annotate(question=_Keys("criteria"))
        .values_list("question", flat=True)
        .distinct()
    }
    named = offers.annotate(answer=_Each("accepted")).values_list("answer")
    for answer, count in named.annotate(Count("pk")):
        question, _equals, choice = answer.partition("=")
        used[question][choice] = count
    return used


class _Each(Func):
    function = "unnest"
    output_field = CharField()
    set_returning = True


class _Keys(_Each):
    function = "jsonb_object_keys"
