"""The filters of a list of offers: what one can choose, with counts when an engine gives them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.filters import PARAMETERS, YES, Filters, Labels, chosen
from portal.journey.visit import Visit
from search.query import DISTANCES_KM

TICKS = ("open_now", "open_saturday", "free")


@dataclass(frozen=True)
class Choice:
    """`count` is what one would get, None when nobody counted."""

    name: str
    value: str
    label: str
    count: int | None = None
    chosen: bool = False


@dataclass(frozen=True)
class Group:
    """Choices of one legend: `one` of them (an empty value is any), from a long list or a short
    one, or as many as one likes."""

    name: str
    legend: str
    kind: str  # radio, list, ticks
    choices: tuple[Choice, ...]

    @property
    def is_set(self) -> bool:
        return any(one.chosen for one in self.choices)


@dataclass(frozen=True)
class Chip:
    """What was chosen, in words, and the address without it."""

    label: str
    without: str


def chips(visit: Visit, labels: Labels) -> list[Chip]:
    return [
        Chip(labels.of(name, value), visit.changed(_gone(name)))
        for name, value in chosen(visit.filters).items()
    ]


def _gone(name: str) -> dict[str, str]:
    gone = {PARAMETERS[name]: ""}
    # A sub-theme is nothing without its theme.
    return {**gone, "subtheme": ""} if name == "theme" else gone


def groups(visit: Visit, facets: Mapping | None, labels: Labels, *, in_theme: bool) -> list[Group]:
    """Only choices that would give something, and those made. `in_theme`: the page has its own."""
    filters = visit.filters
    themes = [] if in_theme else [("theme", _("Theme"), "list")]
    shown = [
        ("within_km", _("Distance"), "radio"),
        ("mode", _("How"), "radio"),
        *themes,
        ("subtheme", _("More exactly"), "list"),
        ("spoken", _("Language spoken"), "list"),
        ("accessibility", _("Access"), "list"),
        ("organisation", _("Organisation"), "list"),
    ]
    found = [
        Group(PARAMETERS[name], legend, kind, tuple(_choices(name, filters, facets, labels)))
        for name, legend, kind in shown
        if name != "within_km" or visit.place
    ]
    found.insert(
        2, Group("ticks", _("When and how much"), "ticks", _ticks(filters, facets, labels))
    )
    return [one for one in found if one.choices]


def _choices(name: str, filters: Filters, facets: Mapping | None, labels: Labels):
    now = str(getattr(filters, name) or "")
    counts = None if facets is None else facets.get(name, {})
    for value, label in labels.values(name).items():
        count = None if counts is None else counts.get(value, 0)
        offered = name != "within_km" or int(value) in DISTANCES_KM
        if value == now or (offered and count != 0):
            yield Choice(PARAMETERS[name], value, label, count, chosen=value == now)


def _ticks(filters: Filters, facets: Mapping | None, labels: Labels) -> tuple[Choice, ...]:
    found = []
    for name in TICKS:
        now = getattr(filters, name)
        count = None if facets is None else facets.get(name, {}).get("true", 0)
        if now or count != 0:
            label = labels.of(name, True)
            found.append(Choice(PARAMETERS[name], YES, label, count, chosen=now))
    return tuple(found)
