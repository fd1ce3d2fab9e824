"""Suggesting communes while someone types: in this process, from the file that ships with it.

Answers when the database and the search engines do not. The order is: the exact name, names that
start so (and exact former names), names with these words, former names, then the département's
name; the most populated first in each.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from heapq import nsmallest

from tenants.folding import fold
from tenants.geography.dataset import Dataset
from tenants.geography.places import Gazetteer, Place, around, find, gazetteer, nearest
from tenants.geography.words import LINKS, SHORT, NameIndex, SortedKeys, canonical

__all__ = [
    "Place",
    "around",
    "find",
    "main_commune",
    "meant",
    "named",
    "nearest",
    "of_postal_code",
    "suggest",
]

LONGEST_TEXT = 100
LONGEST_QUERY_WORDS = 10
NOBODY: frozenset[int] = frozenset()


def suggest(text: str, limit: int = 20) -> list[Place]:
    """Communes for a name, a postal or INSEE code or its beginning, or a name and a département.

    Never raises on a text, whatever is in it; beyond 100 characters it is not read.
    """
    words = fold(text[:LONGEST_TEXT]).split()[:LONGEST_QUERY_WORDS]
    if not words or limit < 1:
        return []
    place = gazetteer().place
    return [place(rank) for rank in _suggest(tuple(words), limit)]


def meant(text: str) -> list[Place]:
    """The communes that somebody may mean: one alone when there is no doubt."""
    found = suggest(text)
    exact = [one for one in found if fold(one.name) == fold(text) or one.code == text]
    return exact if len(exact) == 1 and exact[0] == found[0] else found


@lru_cache(maxsize=4096)
def _suggest(words: tuple[str, ...], limit: int) -> tuple[int, ...]:
    return tuple(_index().best(words, limit))


class Suggestions:
    def __init__(self, places: Gazetteer) -> None:
        rows = list(enumerate(places.rows))
        self.current = NameIndex((row.name, rank) for rank, row in rows)
        self.former = NameIndex((name, rank) for rank, row in rows for name in row.former_names)
        self.postal = SortedKeys(
            (postal, rank) for rank, row in rows for postal in row.postal_codes
        )
        # The code of a département starts the code of its communes.
        self.insee = SortedKeys((row.code.lower(), rank) for rank, row in rows)
        self.moved = SortedKeys((code.lower(), rank) for code, rank in places.moved.items())
        self.departements = DepartementWords(places)
        self.arrondissements = places.arrondissements
        self.parts = frozenset(part for parts in places.arrondissements.values() for part in parts)
        self.cities = {fold(places.rows[city].name) for city in places.arrondissements}

    def best(self, words: tuple[str, ...], limit: int) -> list[int]:
        """The `limit` best ranks for folded words."""
        codes = [word for word in map(canonical, words) if word[0].isdigit()]
        names = [word for word in words if not canonical(word)[0].isdigit() and word != "cedex"]
        # Arrondissements come when their city is named, or by their code.
        hidden = NOBODY if codes or self.cities.intersection(words) else self.parts
        if names and codes:
            tiers = self._by_name_and_code(list(words), names, codes)
        elif names:
            tiers = self._by_name(names)
        else:
            tiers = self._by_code(codes)
        found: list[int] = []
        for tier in tiers:
            found += nsmallest(limit - len(found), tier - hidden.union(found))
            if len(found) == limit:
                break
        return found

    def _by_name(self, words: list[str]) -> Iterator[frozenset[int]]:
        queries = _readings(words)
        # “st” alone is a beginning, not the name of Le Saint.
        whole = queries if len(words) > 1 else {words[0]}
        exact = _union(self.current.names.exactly(query) for query in whole)
        yield exact
        for city in exact & self.arrondissements.keys():
            yield from (frozenset([part]) for part in self.arrondissements[city])
        starting = _union(self.current.names.starting(query) for query in queries)
        yield starting | _union(self.former.names.exactly(query) for query in whole)
        yield self._with_words(words, self.current)
        yield _union(self.former.names.starting(query) for query in queries)
        yield self._with_words(words, self.former)
        yield from self._by_name_and_departement(words)

    def _by_name_and_departement(self, words: list[str]) -> Iterator[frozenset[int]]:
        """“saint denis la réunion”; and “finistère” alone when no name has it."""
        kept = [word for word in words if word not in LINKS]
        if not kept:
            return
        names = [self._of_word(word, self.current) for word in kept]
        either = [
            ranks | self._of_word(word, self.former) | self.departements.starting(word)
            for word, ranks in zip(kept, names, strict=True)
        ]
        both = _intersection(either)
        starts = [_joined(kept[:length]) for length in range(1, len(kept))]
        yield both & _union(self.current.names.exactly(start) for start in starts)
        yield _intersection([self.departements.exactly(word) for word in kept])
        yield both & _union(names)
        yield both

    def _by_code(self, codes: list[str]) -> Iterator[frozenset[int]]:
        """Postal codes come before INSEE codes: they are what people know."""
        if len(codes) > 1:
            yield _intersection([self._of_code(code) for code in codes])
            codes = codes[:1]
        for code in codes:
            exact = self.postal.exactly(code)
            yield exact - self.arrondissements.keys()
            yield exact
            yield self.insee.exactly(code)
            yield self.moved.exactly(code)
            yield self.postal.starting(code)
            yield self.insee.starting(code)

    def _by_name_and_code(
        self, words: list[str], names: list[str], codes: list[str]
    ) -> Iterator[frozenset[int]]:
        """“lyon 3e”, “69003 lyon”, “saint-denis 974”; a wrong code does not hide the name."""
        yield self.current.names.exactly(_joined(words))
        named = self._with_words(names, self.current)
        parts = _intersection([named, *(self.current.words.starting(code) for code in codes)])
        yield parts
        numbered = _intersection([self._of_code(code) for code in codes])
        if any(len(code) == 5 for code in codes):
            yield numbered & named & self.parts
        missed = not parts
        for tier in self._by_name(names):
            missed = missed and tier.isdisjoint(numbered)
            yield tier & numbered
        if missed:
            yield from self._by_name(names)

    def _with_words(self, words: list[str], index: NameIndex) -> frozenset[int]:
        return _intersection([self._of_word(word, index) for word in words])

    def _of_word(self, word: str, index: NameIndex) -> frozenset[int]:
        """Ranks with a word that starts so; “st” is also the beginning of Strasbourg."""
        ranks = index.words.starting(canonical(word))
        return ranks | index.words.starting(word) if word in SHORT else ranks

    def _of_code(self, code: str) -> frozenset[int]:
        return self.postal.starting(code) | self.insee.starting(code)


def _readings(words: list[str]) -> set[str]:
    """The text with `st` as `saint`; at the end it may also be the beginning of a word."""
    start = [canonical(word) for word in words[:-1]]
    return {" ".join([*start, last]) for last in (words[-1], canonical(words[-1]))}


def _joined(words: list[str]) -> str:
    return " ".join(map(canonical, words))


def _union(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return NOBODY.union(*sets)


def _intersection(sets: list[frozenset[int]]) -> frozenset[int]:
    smallest, *others = sorted(sets, key=len)
    return smallest.intersection(*others)


class DepartementWords:
    """Ranks by the words of the names of their département and region."""

    def __init__(self, places: Gazetteer) -> None:
        dataset = places.dataset
        ranks = defaultdict(list)
        for rank, row in enumerate(places.rows):
            ranks[row.departement].append(rank)
        self._ranks = list(map(frozenset, ranks.values()))
        self._words = SortedKeys(
            (word, number)
            for number, code in enumerate(ranks)
            for word in set(_departement_name(dataset, code).split()) - LINKS
        )

    def exactly(self, word: str) -> frozenset[int]:
        return _union(self._ranks[number] for number in self._words.exactly(word))

    def starting(self, word: str) -> frozenset[int]:
        return _union(self._ranks[number] for number in self._words.starting(word))


def _departement_name(dataset: Dataset, code: str) -> str:
    name, region = dataset.departements[code]
    return fold(f"{name} {dataset.regions[region]}")


@cache
def _index() -> Suggestions:
    return Suggestions(gazetteer())


def named(words: Iterable[str]) -> list[Place]:
    """Communes of exactly this name, the most populated first: folded words, `st` as `saint`;
    `lyon 3e` is an arrondissement."""
    place = gazetteer().place
    return [place(rank) for rank in sorted(_index().current.names.exactly(_joined(list(words))))]


def of_postal_code(code: str) -> list[Place]:
    """Communes of exactly this postal code, the most populated first; a whole city comes after its
    arrondissement."""
    index = _index()
    ranks = sorted(index.postal.exactly(code))
    parts = [rank for rank in ranks if rank not in index.arrondissements]
    return [gazetteer().place(rank) for rank in parts or ranks]


def main_commune(words: Iterable[str]) -> Place | None:
    """The most populated commune of the département of exactly this name, or None."""
    ranks = _departements().get(" ".join(words))
    return None if ranks is None else gazetteer().place(ranks)


@cache
def _departements() -> dict[str, int]:
    """{folded name of a département: rank of its most populated commune}."""
    places = gazetteer()
    found: dict[str, int] = {}
    for rank, row in enumerate(places.rows):
        name = fold(places.dataset.departements[row.departement][0])
        if not row.parent:
            found.setdefault(name, rank)
    return found
