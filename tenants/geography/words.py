"""Names as they are typed, and the sorted lists in which they are looked up."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from tenants.folding import fold

ARTICLES = {"l", "la", "le", "les"}
LINKS = ARTICLES | {"d", "de", "des", "du", "en", "dans"}
SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
# Folded text has letters, digits and spaces: these sort before them all, and after.
JUST_AFTER = "\0"
AFTER_ANY_LETTER = "~"
_ORDINAL = re.compile(r"0*(\d{1,2})(?:er?|ere|eme|ieme|nde?)")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")


def read_words(text: str) -> list[str]:
    """Folded words, with `st` as `saint` and `3ème` as `3`."""
    return [canonical(word) for word in fold(text).split()]


def canonical(word: str) -> str:
    if word[0].isdigit() and (ordinal := _ORDINAL.fullmatch(word)):
        return ordinal[1]
    return SHORT.get(word, word)


def name_forms(name: str) -> set[str]:
    """The ways to type a name from its beginning: with or without its article or apostrophe."""
    words = read_words(name)
    forms = {" ".join(words)}
    if words[0] in ARTICLES and len(words) > 1:
        forms.add(" ".join(words[1:]))
    if "'" in name or "’" in name:
        forms.add(" ".join(read_words(_APOSTROPHE.sub("", name))))
    if words[-1] == "arrondissement":
        forms |= {" ".join(words[:-1]), f"{words[0]} {words[1]:0>2}"}
    return forms


class SortedKeys:
    """Ranks by key, found by exact key or by prefix; a key may have many."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        by_key = defaultdict(list)
        for key, rank in pairs:
            by_key[key].append(rank)
        self._keys = sorted(by_key)
        self._ranks: list[int] = []
        self._starts = [0]  # of each key's ranks
        for key in self._keys:
            self._ranks += by_key[key]
            self._starts.append(len(self._ranks))
        self.starting = lru_cache(maxsize=1024)(self._starting)

    def exactly(self, key: str) -> frozenset[int]:
        return self._between(key, key + JUST_AFTER)

    def _starting(self, prefix: str) -> frozenset[int]:
        return self._between(prefix, prefix + AFTER_ANY_LETTER)

    def _between(self, first: str, end: str) -> frozenset[int]:
        start = bisect_left(self._keys, first)
        stop = bisect_left(self._keys, end, lo=start)
        return frozenset(self._ranks[self._starts[start] : self._starts[stop]])


class NameIndex:
    """Names under all their forms, and each of their words."""

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        forms = [(form, rank) for name, rank in names for form in name_forms(name)]
        self.names = SortedKeys(forms)
        self.words = SortedKeys((word, rank) for form, rank in forms for word in form.split())
