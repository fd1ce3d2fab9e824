"""What one asks the search and what it answers: plain data, the same for both engines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tenants.geography.suggest import Place
from themes.matching import Answers

PAGE_SIZE = 20
MAX_PAGE_SIZE = 100


@dataclass(frozen=True)
class Search:
    """One search. Empty fields do not restrict.

    `territories` holds the ids of the territories whose offers may be shown (a territory's host
    shows its own and the national ones); None is the whole country.
    """

    day: date
    language: str = "fr"
    place: Place | None = None
    territories: frozenset[int] | None = None
    theme: str = ""
    answers: Answers = field(default_factory=dict)
    words: str = ""
    mode: str = ""
    near: bool | None = None  # True: only "near you"; False: only "remote and everywhere"
    page: int = 1
    page_size: int = PAGE_SIZE


@dataclass(frozen=True)
class Hit:
    """One offer of a page of results: the catalogue's card, and the distance in km if any."""

    key: str
    card: Mapping
    distance_km: float | None


@dataclass(frozen=True)
class Results:
    """`count` = `near_count` + `far_count`, over all pages. `simplified` says that the full engine
    did not answer."""

    hits: tuple[Hit, ...]
    near_count: int
    far_count: int
    engine: str
    simplified: bool = False

    @property
    def count(self) -> int:
        return self.near_count + self.far_count
