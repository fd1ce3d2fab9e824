"""The texts of an offer as the engines keep them: stems by field, and a vector of them."""

from collections.abc import Mapping

from search.language.cutting import FILLERS, cut_words, telling_words
from search.language.stems import stem
from search.ranking import FIELDS

# One of PostgreSQL's four weights a field, in the order of their importance.
LETTERS = dict(zip(FIELDS, "ABCD", strict=True))
# PostgreSQL keeps no position beyond.
LAST_POSITION = 16_383
NAMES = {"title": "", "organisation": "@"}
# Before a stem that stands among words: no word holds these signs.
STEM_SIGN = "="


def stems_by_field(words: Mapping[str, str], language: str) -> dict[str, list[str]]:
    """{field: stems of its telling words, in their order}; see search.cards.make_words."""
    return {
        field: [stem(word, language) for word in telling_words(words.get(field, ""))]
        for field in FIELDS
    }


def vector_of(words: Mapping[str, str], language: str) -> str:
    """The texts as PostgreSQL writes a tsvector: `'log':1A,7D 'stag':2A`."""
    places: dict[str, list[str]] = {}
    position = 0
    for field, stems in stems_by_field(words, language).items():
        for one in stems:
            position = min(position + 1, LAST_POSITION)
            places.setdefault(one, []).append(f"{position}{LETTERS[field]}")
        # A phrase does not go on from one field to the next.
        position += 1
    return " ".join(f"'{one}':{','.join(spots)}" for one, spots in places.items())


def starts_of(words: Mapping[str, str], language: str) -> str:
    """The words of the title, and with `@` before them those of the organisation's name, as a
    tsvector: each is found by its beginning; `=` and its stem stand beside each. Signs rather than
    weights, which an index does not know: it would visit the offers of every organisation."""
    places: dict[str, list[str]] = {}
    position = 0
    for field, sign in NAMES.items():
        for word in telling_words(words.get(field, "")):
            position = min(position + 1, LAST_POSITION)
            for one in (word, STEM_SIGN + stem(word, language)):
                places.setdefault(sign + one, []).append(str(position))
    return " ".join(f"'{one}':{','.join(spots)}" for one, spots in places.items())


def distinct_words(words: Mapping[str, str]) -> set[str]:
    """The words that an offer adds to the vocabulary."""
    return {word for text in words.values() for word in cut_words(text)} - FILLERS
