"""What a name answers while somebody is still typing: each word may be the beginning of one.

One rule for themes, organisations and the titles of offers, which both engines follow.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.language.cutting import cut_words, telling_words
from search.language.stems import FRENCH, stem
from search.language.synonyms import stems_of
from search.language.understanding import Term, Understood
from tenants.folding import fold

# Letters: with fewer nothing is suggested, beyond nothing is compared.
SHORTEST = 2
LONGEST = 15

# How well a name answers one word: it holds the word, one that begins so, or one that means the
# same; BESIDE: it is not in the title of an offer, but in the name of its organisation.
WHOLE, BEGUN, BESIDE, SYNONYM = 4, 3, 2, 1

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Name:
    """A name as it is compared: its telling words, folded, and their stems."""

    words: tuple[str, ...]
    stems: tuple[str, ...]


def read_name(text: str, language: str = FRENCH) -> Name:
    words = telling_words(text)
    return Name(tuple(words), tuple(stem(word, language) for word in words))


def typed_terms(understood: Understood) -> tuple[Term, ...]:
    """The words to look for. A little word alone is taken for a beginning: "sa" of "santé"; a
    single letter beside others for nothing yet."""
    terms = tuple(term for term in understood.terms if len(term.own[0]) >= SHORTEST)
    if terms or understood.place:
        return terms
    return tuple(Term((word,)) for word in cut_words(understood.text)[-1:] if len(word) >= SHORTEST)


def beginning(word: str) -> str:
    return word[:LONGEST]


def answers(term: Term, name: Name, language: str = FRENCH) -> int:
    """WHOLE, BEGUN, SYNONYM or 0."""
    word = term.own[0]
    if stem(word, language) in name.stems:
        return WHOLE
    if any(one.startswith(beginning(word)) for one in name.words):
        return BEGUN
    phrases = ([stem(one, language) for one in phrase] for phrase in term.others)
    return SYNONYM if any(_holds(name.stems, phrase) for phrase in phrases) else 0


def offer_answers(term: Term, title: Name, organisation: Name, language: str = FRENCH) -> int:
    found = answers(term, title, language)
    beside = answers(term, organisation, language) > SYNONYM
    return max(found, BESIDE if beside else 0)


def offer_score(
    terms: Sequence[Term], needed: int, title: Name, organisation: Name, language: str = FRENCH
) -> int:
    """How well an offer answers all the words, 0 when it answers fewer than `needed`, or none with
    its title."""
    found = [offer_answers(term, title, organisation, language) for term in terms]
    titled = any(answers(term, title, language) for term in terms)
    return sum(found) if titled and sum(map(bool, found)) >= needed else 0


def theme_score(terms: Sequence[Term], needed: int, name: Name) -> int:
    """The same for a theme, which a word also names that means more than its name: "psy" stands
    for "santé mentale", and so for "Santé"."""
    found = [
        answers(term, name)
        or (SYNONYM if any(_holds(stems_of(one), name.stems) for one in term.others) else 0)
        for term in terms
    ]
    return sum(found) if sum(map(bool, found)) >= needed else 0


def marks(label: str, words: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """[start, end) of what folded words match in a label: beginnings, or the whole of a word of
    the same stem."""
    found = []
    for one in _WORD.finditer(label):
        folded = fold(one.group())
        # A ligature is one letter and folds into two.
        aligned = len(folded) == len(one.group())
        lengths = [
            len(word) if aligned and folded.startswith(word) else len(one.group())
            for word in words
            if folded.startswith(beginning(word)) or (folded and stem(folded) == stem(word))
        ]
        if lengths:
            found.append((one.start(), one.start() + max(lengths)))
    return tuple(found)


def _holds(stems: Sequence[str], phrase: Sequence[str]) -> bool:
    size = len(phrase)
    return bool(size) and any(
        list(stems[at : at + size]) == list(phrase) for at in range(len(stems) - size + 1)
    )
