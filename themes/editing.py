"""What a national admin writes of themes and of the needs that divide them."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import ngettext

from tenants.models import Territory
from themes.keys import key_of
from themes.models import SubTheme, Theme


@transaction.atomic
def add_theme(*, key: str, **words: object) -> Theme:
    """A theme is tried out first: nobody sees it until territories are named, or it is validated.

    `words`: name, summary, pictogram, sensitive, urgent.
    """
    last = Theme.objects.aggregate(last=Max("order"))["last"] or 0
    theme = Theme(key=key, order=last + 1, status=Theme.Status.EXPERIMENTAL, **words)
    theme.full_clean()
    theme.save()
    return theme


@transaction.atomic
def reword_theme(*, theme: Theme, **words: object) -> Theme:
    for name, value in words.items():
        setattr(theme, name, value)
    theme.full_clean()
    theme.save()
    return theme


@transaction.atomic
def set_theme_status(
    *, theme: Theme, status: Theme.Status, tried_in: Iterable[Territory] = ()
) -> Theme:
    """Validate it for the whole country, try it out in these territories, or retire it."""
    theme.status = status
    theme.full_clean()
    theme.save()
    theme.tried_in.set(tried_in)
    return theme


@transaction.atomic
def move_theme(*, theme: Theme, steps: int) -> None:
    """`steps`: -1 before the theme above it, 1 after the one below it."""
    _move(list(Theme.objects.select_for_update().ordered()), theme, steps, first=1)


@transaction.atomic
def add_subtheme(*, theme: Theme, name: Mapping[str, str]) -> SubTheme:
    """The last of its theme. Its key is made of its name."""
    taken = dict(theme.subthemes.values_list("key", "order"))
    key = key_of(name, taken=taken)
    subtheme = SubTheme(theme=theme, key=key, name=name, order=max(taken.values(), default=-1) + 1)
    subtheme.full_clean()
    subtheme.save()
    return subtheme


@transaction.atomic
def rename_subtheme(*, subtheme: SubTheme, name: Mapping[str, str]) -> SubTheme:
    subtheme.name = name
    subtheme.full_clean()
    subtheme.save()
    return subtheme


@transaction.atomic
def move_subtheme(*, subtheme: SubTheme, steps: int) -> None:
    rows = SubTheme.objects.select_for_update().filter(theme_id=subtheme.theme_id)
    _move(list(rows), subtheme, steps, first=0)


@transaction.atomic
def remove_subtheme(*, subtheme: SubTheme, offers: int) -> None:
    """`offers`: how many live ones are sorted there. Raises ValidationError when there are any."""
    if offers:
        raise ValidationError(
            ngettext(
                "%(count)d offer is sorted there: it cannot go.",
                "%(count)d offers are sorted there: it cannot go.",
                offers,
            )
            % {"count": offers}
        )
    subtheme.delete()


def _move(rows: list, moved: Theme | SubTheme, steps: int, *, first: int) -> None:
    """Write the places that change; at either end nothing does."""
    at = rows.index(moved)
    rows.insert(max(at + steps, 0), rows.pop(at))
    for order, row in enumerate(rows, start=first):
        if row.order != order:
            row.order = order
            row.save(update_fields=["order"])
