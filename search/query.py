"""What one asks the search and what it answers: plain data, the same for both engines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from search.language.understanding import Term
from tenants.geography.suggest import Place
from themes.matching import Answers

PAGE_SIZE = 20
MAX_PAGE_SIZE = 100
DISTANCES_KM = (5, 10, 20, 50)
# What a page lets one filter by, named as the fields of `Search`; each has its counts.
FACETS = (
    "within_km",
    "theme",
    "subtheme",
    "organisation",
    "mode",
    "free",
    "open_now",
    "open_saturday",
    "spoken",
    "accessibility",
)


@dataclass(frozen=True)
class Search:
    """One search. Empty fields do not restrict.

    `territories` holds the ids of the territories whose sites show the offers (see search.sites);
    None is the whole country. `terms` are the words as
    `search.language` understood them; an offer holds `needed` of them at least (None: all of two,
    half beyond). `now` is an aware moment, for what is open now; `typed` are the words as they
    were typed, for an engine that forgives typing errors (none: forgive nothing).
    """

    day: date
    language: str = "fr"
    place: Place | None = None
    territories: frozenset[int] | None = None
    answers: Answers = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    typed: tuple[str, ...] = ()
    needed: int | None = None
    now: datetime | None = None

    within_km: int | None = None
    theme: str = ""
    subtheme: str = ""
    organisation: int | None = None
    mode: str = ""
    free: bool = False
    open_now: bool = False
    open_saturday: bool = False
    spoken: str = ""
    accessibility: str = ""

    near: bool | None = None  # True: "near you" alone; False: "remote and everywhere" alone
    page: int = 1
    page_size: int = PAGE_SIZE
    with_facets: bool = False

    @property
    def terms_needed(self) -> int:
        count = len(self.terms)
        if self.needed is not None:
            return min(max(self.needed, 1), count)
        return count if count <= 2 else (count + 1) // 2


@dataclass(frozen=True)
class Hit:
    """One offer of a page of results: the catalogue's card, the distance in km if any, and parts
    of its texts as safe HTML with the words found in <mark>, by field."""

    key: str
    card: Mapping
    distance_km: float | None
    score: float = 0.0
    marked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """`count` = `near_count` + `far_count`, over all pages and both groups, whichever is shown.

    `simplified` says that the full engine did not answer. `facets`: {facet: {value: offers one
    would get}}, None when nobody counted; `read_as` are the words that an engine took for those
    typed; `loosened` says that fewer words had to be there, few offers hold enough of them, and
    `needed` how many (None: as many as asked)."""

    hits: tuple[Hit, ...]
    near_count: int
    far_count: int
    engine: str
    simplified: bool = False
    facets: Mapping[str, Mapping[str, int]] | None = None
    read_as: str = ""
    loosened: bool = False
    needed: int | None = None

    @property
    def count(self) -> int:
        return self.near_count + self.far_count
