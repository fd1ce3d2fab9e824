"""Merging themes and splitting one: decided here for the country, then done in each territory.

What is decided is undone for a month; see docs/decisions/0037.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tenants.models import Opening, Territory
from themes.models import Reshaping, SubTheme, TerritoryReshaping, Theme
from themes.moves import (
    Moves,
    Need,
    sources,
    targets,
    themes_after,
    themes_back,
    write_moves,
)


def needs_of(themes: Iterable[Theme]) -> dict[Need, SubTheme | None]:
    """The needs of these themes, each theme's own first."""
    found: dict[Need, SubTheme | None] = {}
    for theme in themes:
        found[Need(theme.key)] = None
        found |= {Need(theme.key, one.key): one for one in theme.subthemes.all()}
    return found


def emptied_by(moves: Moves, known: Iterable[Need]) -> list[str]:
    """The themes of which nothing stays."""
    staying = {need.theme for need in known if need not in moves}
    return [key for key in sources(moves) if key not in staying]


def moves_in(territory: Territory) -> Moves:
    """All that themes have become on the site of this territory, the last decision first."""
    rows = TerritoryReshaping.objects.in_force().filter(territory=territory)
    found: dict[Need, Need] = {}
    for row in rows.select_related("reshaping"):
        found |= row.reshaping.read_moves
    return found


def check_free(themes: Collection[str]) -> None:
    """Raises ValidationError while offers of one of these themes are on their way."""
    waiting = TerritoryReshaping.objects.waiting().filter(reshaping__themes__key__in=themes)
    if waiting.exists():
        raise ValidationError(
            _("One of these themes is being merged or split: wait until its offers have moved.")
        )


@transaction.atomic
def reshape_themes(*, theme: Theme, moves: Moves, by: str, now: datetime) -> Reshaping:
    """Decide it; offers move after the commit, territory by territory (`offers.moving`).

    `theme` is the one whose screen it was; sub-themes that do not exist yet are made, with the name
    of what goes there. Raises ValidationError when one of the themes is on its way already.
    """
    concerned = {*sources(moves), *targets(moves)}
    locked = Theme.objects.select_for_update().filter(key__in=concerned).order_by("pk")
    themes = {one.key: one for one in locked.prefetch_related("subthemes", "tried_in")}
    check_free(concerned)
    known = needs_of(themes.values())
    emptied = [themes[key] for key in emptied_by(moves, known)]
    reshaping = Reshaping(theme=theme, moves=write_moves(moves), decided_at=now, decided_by=by)
    reshaping.opened = {
        "subthemes": _add_subthemes(themes, moves, known),
        "statuses": _propose(themes, moves),
    }
    reshaping.closed = {
        "subthemes": _remove_subthemes(moves, known, emptied),
        "statuses": {one.key: one.status for one in emptied},
        "prepared": _prepared_follow(moves, [one.key for one in emptied]),
    }
    reshaping.full_clean()
    reshaping.save()
    reshaping.themes.set(themes.values())
    reshaping.emptied.set(one for one in emptied if one.status == Theme.Status.VALIDATED)
    for one in emptied:
        _set_status(one, Theme.Status.RETIRED)
    TerritoryReshaping.objects.bulk_create(
        TerritoryReshaping(reshaping=reshaping, territory=territory)
        for territory in Territory.objects.with_address()
    )
    return reshaping


@transaction.atomic
def undo_reshaping(*, reshaping: Reshaping, by: str, now: datetime) -> None:
    """Put back what was; offers come back after the commit. Raises ValidationError when it is too
    late, and while a later decision about the same themes stands."""
    reshaping = Reshaping.objects.select_for_update().get(pk=reshaping.pk)
    if sentence := why_not_undone(reshaping, now):
        raise ValidationError(sentence)
    for key, status in reshaping.closed["statuses"].items():
        theme = Theme.objects.get(key=key)
        # Somebody may have taken it up again meanwhile.
        if theme.status == Theme.Status.RETIRED:
            _set_status(theme, Theme.Status(status))
    for one in reshaping.closed["subthemes"]:
        theme = Theme.objects.get(key=one["theme"])
        if not theme.subthemes.filter(key=one["key"]).exists():
            _add_subtheme(theme, one["key"], one["name"], one["order"])
    for pk, before, after in reshaping.closed["prepared"]:
        prepared = Opening.objects.exclude(state=Opening.State.OPEN).filter(pk=pk)
        for opening in prepared.select_for_update():
            opening.themes = themes_back(opening.themes, before, after, used=())
            opening.save(update_fields=["themes"])
    reshaping.undone_at, reshaping.undone_by = now, by
    reshaping.full_clean()
    reshaping.save()


def why_not_undone(reshaping: Reshaping, now: datetime) -> str:
    """A sentence; empty when it may be undone."""
    if reshaping.undone_at:
        return _("It is undone already.")
    if now > reshaping.undone_until:
        return _("It is too late to undo it: what was is no longer kept.")
    keys = reshaping.themes.values_list("key", flat=True)
    later = Reshaping.objects.standing().concerning(list(keys)).exclude(pk=reshaping.pk)
    if later.filter(decided_at__gte=reshaping.decided_at).exists():
        return _("These themes were merged or split again since: undo that first.")
    return ""


@transaction.atomic
def close_what_was_opened(*, reshaping: Reshaping, used: Collection[Need]) -> None:
    """Once offers are back: themes that it proposed and sub-themes that it made go, those that live
    offers use (`used`) stay."""
    for key, subtheme in reshaping.opened["subthemes"]:
        if Need(key, subtheme) not in used:
            SubTheme.objects.filter(theme__key=key, key=subtheme).delete()
    themes_used = {need.theme for need in used}
    for key, was in reshaping.opened["statuses"].items():
        if key not in themes_used:
            theme = Theme.objects.get(key=key)
            _set_status(theme, Theme.Status(was["status"]))
            theme.tried_in.set(was["tried_in"])
    reshaping.opened = {}
    reshaping.save(update_fields=["opened"])


@transaction.atomic
def forget_what_was(*, now: datetime) -> int:
    """Erase what was kept to undo what is a month old; returns in how many territories."""
    return TerritoryReshaping.objects.to_forget(now).update(offers=[])


def _add_subthemes(
    themes: Mapping[str, Theme], moves: Moves, known: Mapping[Need, SubTheme | None]
) -> list[list[str]]:
    made: list[list[str]] = []
    for before, after in sorted(moves.items()):
        origin = known[before]
        new = after.subtheme and after not in known
        if origin and new and [after.theme, after.subtheme] not in made:
            theme = themes[after.theme]
            orders = theme.subthemes.values_list("order", flat=True)
            _add_subtheme(theme, after.subtheme, origin.name, max(orders, default=-1) + 1)
            made.append([after.theme, after.subtheme])
    return made


def _add_subtheme(theme: Theme, key: str, name: Mapping[str, str], order: int) -> None:
    subtheme = SubTheme(theme=theme, key=key, name=name, order=order)
    subtheme.full_clean()
    subtheme.save()


def _remove_subthemes(
    moves: Moves, known: Mapping[Need, SubTheme | None], emptied: Collection[Theme]
) -> list[dict]:
    """Those that leave a theme which stays; one that is retired keeps its own."""
    gone = [
        one
        for need, one in known.items()
        if one is not None and need in moves and one.theme_id not in {it.pk for it in emptied}
    ]
    removed = [
        {"theme": one.theme.key, "key": one.key, "name": one.name, "order": one.order}
        for one in gone
    ]
    for one in gone:
        one.delete()
    return removed


def _propose(themes: Mapping[str, Theme], moves: Moves) -> dict[str, dict]:
    """What gains offers is proposed at least wherever these were: {theme: what was before}."""
    before: dict[str, dict] = {}
    for origin, after in sorted(moves.items()):
        source, target = themes[origin.theme], themes[after.theme]
        if target.status == Theme.Status.VALIDATED or source.status == Theme.Status.RETIRED:
            continue
        tried_in = [one.pk for one in target.tried_in.all()]
        before.setdefault(target.key, {"status": target.status, "tried_in": tried_in})
        target.tried_in.add(*source.tried_in.all())
        _set_status(target, Theme.Status(source.status))
    return before


def _prepared_follow(moves: Moves, emptied: Collection[str]) -> list[list]:
    """Territories in preparation, which have nothing to move yet: [id, themes before, after]."""
    followed: list[list] = []
    for opening in Opening.objects.exclude(state=Opening.State.OPEN).select_for_update():
        after = themes_after(opening.themes, moves, emptied)
        if after != opening.themes:
            followed.append([opening.pk, opening.themes, after])
            opening.themes = after
            opening.save(update_fields=["themes"])
    return followed


def _set_status(theme: Theme, status: Theme.Status) -> None:
    theme.status = status
    theme.full_clean()
    theme.save(update_fields=["status"])
