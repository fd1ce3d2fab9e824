"""Offers follow their themes when these are merged or split, and come back when it is undone.

All the offers of a territory move in one transaction with the row that says so: whoever is killed
leaves a territory as it was, and the next who comes takes it up.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django_tenants.utils import schema_context, tenant_context
from wagtail.log_actions import log
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource

from offers.models import OfferPage, ThemePage
from offers.services import bring_theme, free_slug, theme_page_of
from offers.validation import lost_criteria
from offers.waiting import act_where_it_waits
from search.models import CatalogueOffer
from search.services import withdraw_offer
from tenants.models import Territory
from themes.models import Reshaping, TerritoryReshaping, Theme
from themes.moves import (
    Moves,
    Need,
    goes_to,
    sorted_in,
    sources,
    targets,
    themes_after,
    themes_back,
)
from themes.reshaping import close_what_was_opened, needs_of

LOG_ACTION = "offers.theme"


@dataclass(frozen=True)
class OfferMove:
    """What becomes of an offer; `stops` are the questions on which its criteria count less, or no
    more. One that stays is before and after in the same place."""

    page: int
    title: str
    live: bool
    before: Need
    after: Need
    stops: tuple[str, ...] = ()

    @property
    def stays(self) -> bool:
        return self.before == self.after


def asked_here(moves: Moves, territory: Territory | None) -> dict[str, Theme]:
    """The themes that these moves concern by key, as this territory, or the country, asks them."""
    concerned = Theme.objects.filter(key__in={*sources(moves), *targets(moves)}).ordered()
    found = concerned if territory is None else concerned.asked_in(territory)
    return {theme.key: theme for theme in found.prefetch_related("subthemes")}


def moves_here(moves: Moves, asked: Mapping[str, Theme]) -> list[OfferMove]:
    """What becomes of each offer of the territory whose schema is active, its drafts too: planned
    and done by the same rule. A translation goes where its original goes. One query beside the
    questions."""
    known = set(needs_of(asked.values()))
    decided: dict[tuple, Need] = {}
    return [_move_of(row, moves, asked, known, decided) for row in _offers_in(sources(moves))]


def move_waiting_territories() -> None:
    """Then close what those that are undone everywhere had opened."""
    with schema_context("public"):
        act_where_it_waits(TerritoryReshaping.objects.waiting(), move_territory)
        for reshaping in Reshaping.objects.to_tidy():
            close_what_was_opened(reshaping=reshaping, used=_used(reshaping))


@transaction.atomic
def move_territory(territory: Territory) -> None:
    """All that waits there, in the order of the decisions. Nothing is left for a second process
    that waited for the first."""
    territory = Territory.objects.select_for_update().get(pk=territory.pk)
    rows = TerritoryReshaping.objects.waiting().select_for_update(of=("self",))
    for row in rows.select_related("reshaping").filter(territory=territory):
        if row.reshaping.undone_at:
            _put_back(row, territory)
        else:
            _move(row, territory)
        row.problem = ""
        row.full_clean()
        row.save()


def _move(row: TerritoryReshaping, territory: Territory) -> None:
    moves, closed = row.reshaping.read_moves, row.reshaping.closed
    row.chosen = territory.themes
    row.chosen_after = themes_after(territory.themes, moves, closed["statuses"])
    _choose(territory, row.chosen_after)
    asked = asked_here(moves, territory)
    with tenant_context(territory):
        main = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        if ThemePage.objects.filter(theme_key__in=sources(moves)).exists():
            for key in targets(moves):
                theme_page_of(theme=asked[key], locale=main)
        for key in set(row.chosen_after) - set(row.chosen):
            bring_theme(theme=asked[key])
        row.offers = list(_offers_moved(moves, asked, territory, row.reshaping.decided_by))
    row.moved, row.done_at = len(row.offers), timezone.now()


def _put_back(row: TerritoryReshaping, territory: Territory) -> None:
    with tenant_context(territory):
        back = set(_offers_back(row.offers, territory, row.reshaping.undone_by))
        gained = set(row.chosen_after) - set(row.chosen)
        used = set(OfferPage.objects.in_themes(gained).values_list("theme_key", flat=True))
    row.offers = [{**kept, "back": kept["page"] in back} for kept in row.offers]
    _choose(territory, themes_back(territory.themes, row.chosen, row.chosen_after, used))
    row.back_at = timezone.now()


def _choose(territory: Territory, themes: list[str]) -> None:
    if territory.themes != themes:
        territory.themes = themes
        territory.full_clean(exclude=["schema_name"])
        territory.save()


def _offers_in(themes: Iterable[str]) -> list[dict]:
    """Those of the main language first."""
    drafted = "latest_revision__content"
    rows = OfferPage.objects.in_themes(themes).order_by("pk")
    found = rows.values(
        *("pk", "title", "live", "translation_key", "locale__language_code", "theme_key"),
        *("subtheme", "criteria", f"{drafted}__subtheme", f"{drafted}__criteria"),
    )
    return sorted(found, key=lambda row: row["locale__language_code"] != settings.LANGUAGE_CODE)


def _move_of(
    row: Mapping,
    moves: Moves,
    asked: Mapping[str, Theme],
    known: Collection[Need],
    decided: dict[tuple, Need],
) -> OfferMove:
    # What young people see decides; of what they do not see, the draft.
    version = "" if row["live"] else "latest_revision__content__"
    subtheme, criteria = row[f"{version}subtheme"], row[f"{version}criteria"]
    before = Need(row["theme_key"], row["subtheme"] if subtheme is None else subtheme)
    original = (row["translation_key"], before.theme)
    after = decided.setdefault(original, goes_to(before, moves, known))
    here, there = (
        asked[need.theme].questionnaire(settings.LANGUAGE_CODE) for need in (before, after)
    )
    stops = lost_criteria(criteria or row["criteria"], here, there)
    return OfferMove(row["pk"], row["title"], row["live"], before, after, stops)


def _offers_moved(
    moves: Moves, asked: Mapping[str, Theme], territory: Territory, by: str
) -> Iterator[dict]:
    known = set(needs_of(asked.values()))
    for one in moves_here(moves, asked):
        if one.stays:
            continue
        page = OfferPage.objects.select_related("locale").get(pk=one.page)

        def sort(version: str, subtheme: str, one: OfferMove = one) -> str:
            return sorted_in(one.after.theme, Need(one.before.theme, subtheme), moves, known)

        were = _carry(page, asked[one.after.theme], sort, territory)
        _log(page, one.before, one.after, by)
        yield {
            "page": one.page,
            "title": one.title,
            "live": one.live,
            "before": [one.before.theme, one.before.subtheme],
            "after": [one.after.theme, one.after.subtheme],
            "stops": list(one.stops),
            "subthemes": were,
        }


def _offers_back(kept: Iterable[Mapping], territory: Territory, by: str) -> Iterator[int]:
    """Those that went, and that nobody has moved or deleted since; what was written meanwhile
    stays."""
    themes = {theme.key: theme for theme in Theme.objects.all()}
    for one in kept:
        before, after = Need(*one["before"]), Need(*one["after"])
        page = OfferPage.objects.in_themes([after.theme]).filter(pk=one["page"]).first()
        if page is None:
            continue

        def sort(version: str, subtheme: str, were: Mapping = one["subthemes"]) -> str:
            return were.get(version, were["draft"])

        _carry(page, themes[before.theme], sort, territory)
        _log(page, after, before, by)
        yield page.pk


def _carry(
    page: OfferPage, theme: Theme, sort: Callable[[str, str], str], territory: Territory
) -> dict[str, str]:
    """Move an offer below a theme with all its versions. `sort` gives a version's sub-theme there,
    from its name and its sub-theme so far. Returns what these were: of the page, of its draft, and
    of each version by its number."""
    parent = theme_page_of(theme=theme, locale=page.locale)
    slug = free_slug(parent=parent, wanted=page.slug)
    were = {"page": page.subtheme, "draft": page.subtheme}
    for version in page.versions_to_come:
        name, content = str(version.pk), version.content
        were[name] = content["subtheme"]
        if version.pk == page.latest_revision_id:
            were["draft"] = content["subtheme"]
        content["subtheme"] = sort(name, content["subtheme"])
        content["slug"] = slug if content["slug"] == page.slug else content["slug"]
        version.save(update_fields=["content"])
    page.subtheme, page.slug = sort("page", page.subtheme), slug
    page.save(update_fields=["subtheme", "slug"], clean=False)
    _tell_translations(page)
    # What was withdrawn for another reason stays so, although moving a live page writes its row.
    row = CatalogueOffer.objects.filter(territory=territory, page_id=page.pk)
    withdrawn = page.live and row.filter(live=False).exists()
    page.move(parent, pos="last-child")
    if withdrawn:
        withdraw_offer(territory=territory, page_id=page.pk)
    return were


def _tell_translations(page: OfferPage) -> None:
    """What translations copy from their original, the next time that they are saved."""
    for source in TranslationSource.objects.filter(object=page.translation_key, locale=page.locale):
        content = json.loads(source.content_json)
        content |= {"subtheme": page.subtheme, "slug": page.slug}
        source.content_json = json.dumps(content, cls=DjangoJSONEncoder)
        source.save(update_fields=["content_json"])


def _log(page: OfferPage, before: Need, after: Need, by: str) -> None:
    data = {"before": [before.theme, before.subtheme], "after": [after.theme, after.subtheme]}
    log(page, LOG_ACTION, data={**data, "by": by})


def _used(reshaping: Reshaping) -> set[Need]:
    rows = CatalogueOffer.objects.live().filter(theme__in=targets(reshaping.read_moves))
    return {Need(*row) for row in rows.values_list("theme", "subtheme").distinct()}
