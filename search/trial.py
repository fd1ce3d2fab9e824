"""What other synonyms would change: the same words asked twice, and what moved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from search.knowledge import knowledge_with
from search.language.synonyms import read_rules
from search.language.understanding import Knowledge, Understood, understand
from search.query import Results, Search
from search.services import find_offers
from tenants.geography.suggest import Place

SHOWN = 10
# What is asked for most often, in the words of those who ask: from school, housing and work to
# health, and acronyms that must keep their own meaning.
SAMPLES = (
    "taf d'été", "job étudiant", "alternance", "stage de troisième", "cv", "formation gratuite",
    "logement pas cher", "appart", "caution", "je dors dehors", "apl", "caf", "cap", "permis",
    "psy gratuit", "mal-être", "mutuelle", "rsa", "service civique", "carte de bus",
)  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """One offer of a list: its rank from 1, and its rank in the other list (None: not there)."""

    rank: int
    card: Mapping
    other: int | None

    @property
    def climb(self) -> int:
        """How many places higher than in the other list; 0 too when it is not there."""
        return 0 if self.other is None else self.other - self.rank

    @property
    def drop(self) -> int:
        return -self.climb


@dataclass(frozen=True)
class Side:
    """One of the two answers: how the words were read, and the first offers."""

    read: Understood
    count: int
    listed: tuple[Listed, ...]


@dataclass(frozen=True)
class Trial:
    words: str
    before: Side
    after: Side

    @property
    def same(self) -> bool:
        return self.before.count == self.after.count and self.moved == 0

    @property
    def moved(self) -> int:
        """How many of the first offers are new, or stand at another rank."""
        return sum(one.other != one.rank for one in self.after.listed)


class Trials:
    """Tries words with two texts of rules, in one place and these territories."""

    def __init__(
        self,
        former: str,
        present: str,
        *,
        day: date,
        place: Place | None = None,
        territories: frozenset[int] | None = None,
        home: Collection[str] = frozenset(),
    ) -> None:
        self._knowledge = [knowledge_with(read_rules(text)) for text in (former, present)]
        self._place, self._home = place, home
        self._day, self._territories = day, territories

    def of(self, words: str) -> Trial:
        (read, results), (read_after, results_after) = [
            self._ask(words, knowledge) for knowledge in self._knowledge
        ]
        return Trial(
            words,
            Side(read, results.count, _listed(results, results_after)),
            Side(read_after, results_after.count, _listed(results_after, results)),
        )

    def _ask(self, words: str, knowledge: Knowledge) -> tuple[Understood, Results]:
        read = understand(words, knowledge, near=self._place, home=self._home)
        search = Search(
            day=self._day,
            place=read.place or self._place,
            territories=self._territories,
            terms=read.terms,
            typed=read.typed,
            page_size=SHOWN,
        )
        return read, find_offers(search)


def _listed(results: Results, others: Results) -> tuple[Listed, ...]:
    ranks = {hit.key: rank for rank, hit in enumerate(others.hits, start=1)}
    return tuple(
        Listed(rank, hit.card, ranks.get(hit.key)) for rank, hit in enumerate(results.hits, start=1)
    )
