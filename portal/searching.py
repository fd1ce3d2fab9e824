"""What somebody asks of the search, the same for pages and API: read, found, widened."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language

from offers.enums import Accessibility, SpokenLanguage
from portal.asking import ThemeName
from portal.relaxing import TRIES, Neighbour, Way, is_better
from portal.territories import next_door, shown_territories
from search.language.understanding import Understood
from search.models import Mode
from search.query import DISTANCES_KM, Hit, Results, Search
from search.services import find_offers, read_words
from tenants.folding import fold
from tenants.geography.suggest import Place
from tenants.models import Territory
from themes.matching import Answers

# What an address may say; a page offers `DISTANCES_KM`, 30 is where a search too narrow goes on.
ALLOWED_KM = tuple(sorted({*DISTANCES_KM, 30}))
GROUP_SIZE = 10
SHOWN_WHEN_WIDENED = 5
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
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_LARGEST_ID = 2**31 - 1


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
    return number if 0 < number <= _LARGEST_ID else None


@dataclass(frozen=True)
class Wanted:
    """One search as it is asked. `chosen` is the commune somebody chose; `any_word`: one of the
    words is enough; `place_allowed` and `as_typed` as in search.services.read_words."""

    territory: Territory
    words: str = ""
    chosen: Place | None = None
    filters: Filters = field(default_factory=Filters)
    answers: Answers = field(default_factory=dict)
    any_word: bool = False
    place_allowed: bool = True
    as_typed: bool = False


@dataclass(frozen=True)
class Reading:
    """What was understood, and the place in force: the one that the words name, else the chosen."""

    wanted: Wanted
    read: Understood
    place: Place | None

    @property
    def place_is_named(self) -> bool:
        return self.read.place is not None

    @property
    def words_alone(self) -> str:
        """The words without the place in them."""
        if not self.place_is_named:
            return self.wanted.words
        return " ".join(term.own[0] for term in self.read.terms)

    def search(self, now: datetime, **fields) -> Search:
        wanted = self.wanted
        return Search(
            day=timezone.localdate(now),
            now=now,
            language=get_language(),
            place=self.place,
            territories=shown_territories(wanted.territory),
            answers=wanted.answers,
            terms=self.read.terms,
            typed=self.read.typed,
            needed=1 if wanted.any_word else None,
            **{**asdict(wanted.filters), **fields},
        )


def understood(wanted: Wanted) -> Reading:
    read = read_words(
        wanted.words,
        near=wanted.chosen,
        territory=wanted.territory,
        place_allowed=wanted.place_allowed,
        as_typed=wanted.as_typed,
    )
    return Reading(wanted, read, place_in_force(wanted.chosen, read))


def place_in_force(chosen: Place | None, read: Understood) -> Place | None:
    """Words that name a place win over the commune chosen before, unless they name that one too:
    a namesake, its city, its postal code, its département."""
    if read.place is None:
        return chosen
    if chosen is not None and _is_named(chosen, read):
        return chosen
    return read.place


def _is_named(place: Place, read: Understood) -> bool:
    named = read.place
    assert named is not None  # noqa: S101 - its only caller has looked
    words = read.place_words
    return (
        fold(place.name) == fold(named.name)
        or place.parent == named.code
        or words in place.postal_codes
        or words == fold(place.departement_name)
    )


@dataclass(frozen=True)
class Found:
    """Both groups of a search: what is near, and what is from a distance and everywhere."""

    search: Search
    results: Results
    near: tuple[Hit, ...]
    far: tuple[Hit, ...]


def find_in_groups(search: Search, *, near_page: int = 1, far_page: int = 1) -> Found:
    """One search for the counts and the facets, which brings the first page of what is near; one
    more for each group that is not whole in it."""
    whole = find_offers(replace(search, near=None, page=1, page_size=GROUP_SIZE, with_facets=True))
    # A group alone may hold so few offers that an engine would forgive typing errors in it only.
    again = search if whole.read_as else replace(search, typed=())
    near, far = whole.hits[: whole.near_count], whole.hits[whole.near_count :]
    if near_page > 1:
        near = find_offers(replace(again, near=True, page=near_page, page_size=GROUP_SIZE)).hits
    if far_page > 1 or len(far) < min(whole.far_count, GROUP_SIZE):
        far = find_offers(replace(again, near=False, page=far_page, page_size=GROUP_SIZE)).hits
    return Found(search, whole, near, far)


def neighbour_of(place: Place | None, territory: Territory) -> Neighbour | None:
    if place is None or (closest := next_door(place, territory)) is None:
        return None
    far, commune, other = closest
    return Neighbour(
        place=commune,
        kilometres=far,
        territory=other.name,
        url=other.url,
        territories=shown_territories(other) or frozenset(),
    )


@dataclass(frozen=True)
class Widened:
    """The first way on that gives something to show here, and others with what they would give."""

    way: Way | None = None
    results: Results | None = None
    others: tuple[tuple[Way, int], ...] = ()


def widen(found: Found, ways: tuple[Way, ...]) -> Widened:
    """Try ways on, one after the other and `TRIES` at most; one of a kind is enough."""
    typed = found.search.typed if found.results.read_as else ()
    shown: tuple[Way, Results] | None = None
    others: list[tuple[Way, int]] = []
    given: set[str] = set()
    tried = 0
    for way in ways:
        if tried == TRIES:
            break
        if way.kind in given:
            continue
        tried += 1
        widened = replace(way.search, typed=typed, page=1, page_size=SHOWN_WHEN_WIDENED)
        results = find_offers(widened)
        if not is_better(way, results, found.results):
            continue
        if way.alone:
            given.add(way.kind)
        if shown is None and way.here:
            shown = way, results
        else:
            others.append((way, results.count))
    if shown is None:
        return Widened(others=tuple(others))
    return Widened(*shown, others=tuple(others))
