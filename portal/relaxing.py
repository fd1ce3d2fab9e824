"""Few offers or none: what to ask instead, one thing at a time, in words. Nothing is asked here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search.query import Results, Search
from tenants.geography.suggest import Place
from themes.matching import Answers

# So few offers are too few to stop there.
FEW = 3
# How many searches a page makes at most beside its own.
TRIES = 5
WIDER_KM: Mapping[int, tuple[int | None, ...]] = {
    5: (10, 30, None),
    10: (30, None),
    20: (50, None),
    30: (50, None),
    50: (None,),
}
# Of search.models.Mode.
ON_SITE, REMOTE, AT_HOME = "on_site", "remote", "at_home"
NO_BREAK = "\u00a0"
ANSWER = "answer."
# Filters that go one by one, in this order; the name of each in an address.
LOOSE = {
    "open_now": "open",
    "open_saturday": "saturday",
    "organisation": "organisation",
    "spoken": "spoken",
    "accessibility": "access",
    "free": "free",
    "mode": "mode",
    "theme": "theme",
}
_EMPTY: dict[str, Any] = {one.name: one.default for one in fields(Search) if one.name in LOOSE}


@dataclass(frozen=True)
class Neighbour:
    """The closest commune where another territory answers, and the address of its site."""

    place: Place
    kilometres: float
    territory: str
    slug: str
    url: str
    territories: frozenset[int]


@dataclass(frozen=True)
class Known:
    """What the words of a way on need: names of chosen filters by parameter (`answer.<key>` for
    an answer), the answers that stay without one, the territory next door, the names of the theme's
    sub-themes and how many offers each would give. `in_theme`: the theme is what somebody chose
    first, it stays."""

    names: Mapping[str, str] = field(default_factory=dict)
    without_answer: Mapping[str, Answers] = field(default_factory=dict)
    neighbour: Neighbour | None = None
    subthemes: Mapping[str, str] = field(default_factory=dict)
    by_subtheme: Mapping[str, int] = field(default_factory=dict)
    in_theme: bool = False


@dataclass(frozen=True)
class Way:
    """One thing asked otherwise.

    `changes` are those of the address ("": the parameter goes); `before` and `after` say in words
    how one searched and how one would. `alone`: the first of its kind that gives is enough;
    `here`: its offers may be shown on this site.
    """

    kind: str
    search: Search
    changes: Mapping[str, str]
    before: str
    after: str
    alone: bool = False
    here: bool = True
    neighbour: Neighbour | None = None

    @property
    def label(self) -> str:
        return self.after[:1].upper() + self.after[1:]

    def said(self, count: int, before: int) -> str:
        """ "Nothing within 10 km. Here are 4 offers within 30 km."."""
        nothing = _("Not much %(how)s.") if before else _("Nothing %(how)s.")
        here = ngettext(
            "Here is %(count)s offer %(how)s.", "Here are %(count)s offers %(how)s.", count
        )
        return f"{nothing % {'how': self.before}} {here % {'count': count, 'how': self.after}}"


def is_few(results: Results) -> bool:
    return results.near_count == 0 or results.count < FEW


def is_better(way: Way, results: Results, before: Results) -> bool:
    if way.neighbour or before.count >= FEW:
        return results.near_count > 0
    return results.count > before.count


def ways_on(search: Search, results: Results, known: Known) -> tuple[Way, ...]:
    """What to try, the smallest change first. With offers enough but none near, only what may
    bring some near."""
    if not is_few(results):
        return ()
    ways = [*_farther(search, results), *_next_door(search, known)]
    if results.count < FEW:
        ways = [
            *_farther(search, results),
            *_next_door(search, known),
            *_from_a_distance(search),
            *_sibling(search, known),
            *_whole_theme(search, known),
            *_fewer_answers(search, known),
            *_fewer_filters(search, known),
        ]
    return tuple(ways)


def _farther(search: Search, results: Results) -> Iterator[Way]:
    if search.place is None or search.within_km is None:
        return
    counts = (results.facets or {}).get("within_km", {})
    for km in WIDER_KM.get(search.within_km, ()):
        # An engine that counted has already said that there is nothing more there.
        if counts.get(str(km), results.count + 1) <= results.count:
            continue
        yield Way(
            "distance",
            replace(search, within_km=km),
            {"distance": str(km or "")},
            _within(search.within_km),
            _within(km) if km else _("in the whole territory"),
            alone=True,
        )


def _within(km: int) -> str:
    return _("within %(distance)s") % {"distance": f"{km}{NO_BREAK}km"}


def _next_door(search: Search, known: Known) -> Iterator[Way]:
    next_door = known.neighbour
    if search.place is None or next_door is None:
        return
    far = f"{round(next_door.kilometres)}{NO_BREAK}km"
    yield Way(
        "neighbour",
        replace(
            search,
            place=next_door.place,
            territories=next_door.territories,
            within_km=None,
            near=True,
        ),
        {"commune": next_door.place.code, "distance": ""},
        _("near you"),
        _("%(distance)s away, around %(commune)s (%(territory)s)")
        % {
            "distance": far,
            "commune": next_door.place.name,
            "territory": next_door.territory,
        },
        here=False,
        neighbour=next_door,
    )


def _from_a_distance(search: Search) -> Iterator[Way]:
    if search.mode in {ON_SITE, AT_HOME}:
        yield Way(
            "remote",
            replace(search, mode=REMOTE),
            {"mode": REMOTE},
            _("at your place") if search.mode == AT_HOME else _("to go to"),
            _("from a distance"),
        )


def _sibling(search: Search, known: Known) -> Iterator[Way]:
    """The sub-theme beside the one chosen that has most offers; equals in the theme's order."""
    if not search.subtheme:
        return
    beside = [key for key in known.subthemes if key != search.subtheme]
    best = max(beside, key=lambda key: known.by_subtheme.get(key, 0), default="")
    if known.by_subtheme.get(best):
        yield Way(
            "sibling",
            replace(search, subtheme=best),
            {"subtheme": best},
            _about(known.names.get("subtheme", search.subtheme)),
            _about(known.subthemes[best]),
        )


def _whole_theme(search: Search, known: Known) -> Iterator[Way]:
    if search.subtheme:
        yield Way(
            "subtheme",
            replace(search, subtheme=""),
            {"subtheme": ""},
            _about(known.names.get("subtheme", search.subtheme)),
            _about(known.names.get("theme", search.theme)),
        )


def _about(name: str) -> str:
    return _("about “%(name)s”") % {"name": name}


def _fewer_answers(search: Search, known: Known) -> Iterator[Way]:
    for key, answers in known.without_answer.items():
        name = known.names.get(f"{ANSWER}{key}", key)
        gone = [one for one in search.answers if one not in answers]
        yield Way(
            "answer",
            replace(search, answers=answers),
            {f"{ANSWER}{one}": "" for one in gone},
            _with(name),
            _without(name),
        )


def _fewer_filters(search: Search, known: Known) -> Iterator[Way]:
    for field_name, parameter in LOOSE.items():
        value = getattr(search, field_name)
        if parameter == "theme" and (known.in_theme or search.subtheme):
            continue
        if value and parameter in known.names:
            name = known.names[parameter]
            yield Way(
                "filter",
                replace(search, **{field_name: _EMPTY[field_name]}),
                {parameter: ""},
                _with(name),
                _without(name),
            )


def _with(name: str) -> str:
    return _("with “%(name)s”") % {"name": name}


def _without(name: str) -> str:
    return _("without “%(name)s”") % {"name": name}
