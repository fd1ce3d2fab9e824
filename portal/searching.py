"""What somebody asks of the search, the same for pages and API: read, then found."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from portal.filters import Filters
from portal.territories import shown_territories
from search.language.understanding import Understood
from search.query import Hit, Results, Search
from search.services import find_offers, read_words
from tenants.folding import fold
from tenants.geography.suggest import Place
from tenants.models import Territory
from themes.matching import Answers

GROUP_SIZE = 15


@dataclass(frozen=True)
class Wanted:
    """One search as it is asked. `chosen` is the commune somebody chose; `place_allowed` and
    `as_typed` as in search.services.read_words."""

    territory: Territory
    words: str = ""
    chosen: Place | None = None
    filters: Filters = field(default_factory=Filters)
    answers: Answers = field(default_factory=dict)
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
    def place_name(self) -> str:
        """As the words name it: “Lot” stands for the commune where it is governed."""
        if self.place is None:
            return ""
        return self.read.place_label if self.place == self.read.place else self.place.name

    @property
    def words_alone(self) -> str:
        """The words without the place in them."""
        if not self.place_is_named:
            return self.wanted.words
        return " ".join(term.own[0] for term in self.read.terms)

    def search(self, now: datetime, **fields: Any) -> Search:
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
    """One search for what is near, with the counts of both groups and the facets; one more for
    what is not, when there is some."""
    search = replace(search, page_size=GROUP_SIZE)
    whole = find_offers(replace(search, near=True, page=near_page, with_facets=True))
    far: tuple[Hit, ...] = ()
    if whole.far_count:
        # What was loosened for one group is for the other, which need not try again.
        needed = search.needed if whole.needed is None else whole.needed
        far = find_offers(replace(search, near=False, page=far_page, needed=needed)).hits
    return Found(search, whole, whole.hits, far)
