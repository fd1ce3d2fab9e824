"""What narrows a list of offers: how an address writes it and how it is said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace

from django.utils.translation import gettext as _

from offers.enums import Accessibility, SpokenLanguage
from portal.asking import ThemeName, organisation_names
from search.models import Mode
from search.query import DISTANCES_KM

NO_BREAK = "\u00a0"
# What an address may say; a page offers `DISTANCES_KM`, 30 is where a search too narrow goes on.
ALLOWED_KM = tuple(sorted({*DISTANCES_KM, 30}))
# How an address names the fields of a filter.
PARAMETERS = {
    "within_km": "distance",
    "mode": "mode",
    "free": "free",
    "open_now": "open",
    "open_saturday": "saturday",
    "theme": "theme",
    "subtheme": "subtheme",
    "spoken": "spoken",
    "accessibility": "access",
    "organisation": "organisation",
}
YES = "1"
LARGEST_ID = 2**31 - 1
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


@dataclass(frozen=True)
class Filters:
    """What narrows a search beside its words, place and answers; see search.query.Search."""

    within_km: int | None = None
    mode: str = ""
    free: bool = False
    open_now: bool = False
    open_saturday: bool = False
    theme: str = ""
    subtheme: str = ""
    spoken: str = ""
    accessibility: str = ""
    organisation: int | None = None

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """As an address writes them: [("distance", "10"), ("free", "1")]."""
        chosen = ((name, value) for name, value in asdict(self).items() if value)
        return [(PARAMETERS[name], YES if value is True else str(value)) for name, value in chosen]

    def known_to(self, themes: Mapping[str, ThemeName]) -> "Filters":
        """Without a theme or a sub-theme that is none of these."""
        theme = self.theme if self.theme in themes else ""
        subtheme = self.subtheme if theme and self.subtheme in themes[theme].subthemes else ""
        return replace(self, theme=theme, subtheme=subtheme)


def read_filters(given: Mapping[str, str]) -> Filters:
    """From an address; what is none of its values is left out."""
    return Filters(
        within_km=_one_of(ALLOWED_KM, _number(given.get("distance", ""))),
        mode=_one_of(Mode.values, given.get("mode")) or "",
        free=given.get("free") == YES,
        open_now=given.get("open") == YES,
        open_saturday=given.get("saturday") == YES,
        theme=_key(given.get("theme", "")),
        subtheme=_key(given.get("subtheme", "")),
        spoken=_one_of(SpokenLanguage.values, given.get("spoken")) or "",
        accessibility=_one_of(Accessibility.values, given.get("access")) or "",
        organisation=_number(given.get("organisation", "")),
    )


def _one_of(values, value):
    return value if value in values else None


def _key(text: str) -> str:
    return text if _KEY.fullmatch(text) else ""


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    number = int(text)
    return number if 0 < number <= LARGEST_ID else None


class Labels:
    """The words of each filter's values on one site."""

    def __init__(self, themes: Mapping[str, ThemeName], theme: str, organisations: Iterable[int]):
        self._of = {
            "within_km": {str(km): f"{km}{NO_BREAK}km" for km in (*DISTANCES_KM, 30)},
            "mode": {
                Mode.ON_SITE: _("To go to"),
                Mode.REMOTE: _("From a distance"),
                Mode.AT_HOME: _("At your place"),
            },
            "free": {YES: _("Free")},
            "open_now": {YES: _("Open now")},
            "open_saturday": {YES: _("Open on Saturday")},
            "theme": {key: one.name for key, one in themes.items()},
            "subtheme": themes[theme].subthemes if theme in themes else {},
            "spoken": {one.value: str(one.label) for one in SpokenLanguage},
            "accessibility": {one.value: str(one.label) for one in Accessibility},
            "organisation": {
                str(key): name for key, name in organisation_names(organisations).items()
            },
        }

    def values(self, name: str) -> Mapping[str, str]:
        return self._of[name]

    def of(self, name: str, value) -> str:
        """The words of a chosen value, as a chip says them."""
        said = self._of[name].get(YES if value is True else str(value), str(value))
        if name == "within_km":
            return _("Within %(distance)s") % {"distance": said}
        return said


def chosen(filters: Filters, but: Iterable[str] = ()) -> dict[str, object]:
    """{field: value} of the filters that are set."""
    return {
        one.name: value
        for one in fields(filters)
        if one.name not in but and (value := getattr(filters, one.name))
    }


def names_of(filters: Filters, labels: Labels) -> dict[str, str]:
    """{parameter: words} of the filters that are set."""
    return {PARAMETERS[name]: labels.of(name, value) for name, value in chosen(filters).items()}
