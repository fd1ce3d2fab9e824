"""The words that the catalogue holds, and what somebody meant who typed another one."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from rapidfuzz.distance import OSA

from search.language.stems import ENGLISH, stem

# A word of three letters is a name (CAF, APL, RSA) and forgives nothing.
SHORTEST_FORGIVEN = 4
TWO_ERRORS_FROM = 8
MOST_BEGUN = 30
MIN_PREFIX = 3
# A letter typed for the one beside it on an AZERTY keyboard is the likelier slip.
_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_NEIGHBOURS = frozenset(
    pair
    for at, row in enumerate(_ROWS)
    for place, letter in enumerate(row)
    for near in (
        row[place + 1 : place + 2],
        *(_ROWS[at + 1][spot : spot + 1] for spot in (place - 1, place) if at < 2 and spot >= 0),
    )
    if near
    for pair in ((letter, near), (near, letter))
)


def errors_forgiven(word: str) -> int:
    """AUTO:4,8: none below four letters, one from four, two from eight; none in a number."""
    if len(word) < SHORTEST_FORGIVEN or any(letter.isdigit() for letter in word):
        return 0
    return 2 if len(word) >= TWO_ERRORS_FROM else 1


class Vocabulary:
    """`words`: {folded word: number of offers that hold it}; `total`: number of offers.

    `more` are words that are known without standing in an offer (those of the synonyms).
    """

    def __init__(self, words: Mapping[str, int], total: int, more: Iterable[str] = ()) -> None:
        self.total = total
        self._words = dict(words)
        self._more = frozenset(more)
        self._stems: Counter[str] = Counter()
        for word, count in self._words.items():
            for one in {stem(word), stem(word, ENGLISH)}:
                self._stems[one] += count

    def knows(self, word: str) -> bool:
        """Whether this word can find something as it is."""
        return (
            word in self._words
            or word in self._more
            or stem(word) in self._stems
            or stem(word) in self._more_stems
        )

    def holds(self, word: str) -> bool:
        return stem(word) in self._stems

    def weight(self, word: str) -> float:
        """How much a word tells apart, from its rarity: 1 for one that every offer holds."""
        count = min(self._stems.get(stem(word), 0), self.total)
        return 1 + math.log((self.total + 1) / (count + 1)) if self.total else 1.0

    def starting(self, prefix: str) -> list[str]:
        """Words of offers that start so, those of the most offers first."""
        if len(prefix) < MIN_PREFIX:
            return []
        first = bisect_left(self._sorted, prefix)
        last = bisect_left(self._sorted, prefix + "~", lo=first)
        found = self._sorted[first:last]
        return sorted(found, key=lambda word: (-self._words.get(word, 0), word))[:MOST_BEGUN]

    def closest(self, word: str) -> str | None:
        """The known word that was most likely meant, or None: the first letter is right, errors
        are few, slips to a neighbouring key count for less, the more frequent word wins."""
        allowed = errors_forgiven(word)
        if not allowed:
            return None
        best: tuple[float, int, str] | None = None
        for candidate in self._by_letter.get(word[0], ()):
            if abs(len(candidate) - len(word)) > allowed:
                continue
            errors = OSA.distance(word, candidate, score_cutoff=allowed)
            if errors > allowed:
                continue
            found = (_cost(word, candidate, errors), -self._words.get(candidate, 0), candidate)
            best = min(best, found) if best else found
        return best[2] if best else None

    @cached_property
    def _more_stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self._more)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._words)

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        letters = defaultdict(list)
        for word in self._words.keys() | self._more:
            if len(word) >= SHORTEST_FORGIVEN and word.isalpha():
                letters[word[0]].append(word)
        return letters


def _cost(typed: str, meant: str, errors: int) -> float:
    """Fewer than `errors` when the wrong letters are neighbours or a doubled one."""
    if len(typed) == len(meant):
        slips = [pair for pair in zip(typed, meant, strict=True) if pair[0] != pair[1]]
        near = sum(pair in _NEIGHBOURS for pair in slips)
        return errors - 0.5 * near if len(slips) == errors else float(errors)
    if _undoubled(typed) == _undoubled(meant):
        return 0.5 * errors
    return float(errors)


def _undoubled(word: str) -> str:
    return "".join(a for a, b in zip(word, " " + word, strict=False) if a != b)
