"""What of a search may be kept: short words that say a need, never a sentence nor a person."""

import re

from search.language.cutting import FILLERS, cut_words
from search.models.logbook import MAX_CHARACTERS_KEPT
from tenants.folding import fold

MAX_TYPED_WORDS = 8
# Search leaves these out; who reads the list would take "pas cher" for "cher".
_LEFT_OUT = FILLERS - {"pas", "sans", "jamais", "moins", "plus", "trop", "peu", "without"}
# A postal code has five digits; a phone number, a birth date or a file number has more.
_MANY_DIGITS = re.compile(r"\d(?:[\s.,/+()_-]*\d){5,}")
_ADDRESS = re.compile(r"@|https?:|www\.|\b(?:arobase|gmail|hotmail|outlook|yahoo)\b", re.I)
_STREET = re.compile(
    r"\b\d{1,4}(?: bis| ter)? (?:\w+ )?(?:rue|avenue|av|boulevard|bd|allee|chemin|impasse|route"
    r"|quai|street|road)\b"
)
_PERSON = re.compile(
    r"\b(?:je )?m ?appell?es?\b|\bje me (?:nomme|prenomme)\b|\bmoi c est\b|\bmon (?:pre)?nom\b"
    r"|\bne e? ?le\b|\bnom de famille\b|\bmy name\b|\bi am called\b|\bborn on\b"
    r"|\b(?:madame|monsieur|mme|mr)\b"
)


def words_to_keep(typed: str) -> str:
    """The words as the logbook writes them, folded and without little words; "" when they may be
    somebody's: a number, an address, a name, a whole sentence."""
    folded = fold(typed)
    if (
        len(typed.split()) > MAX_TYPED_WORDS
        or _MANY_DIGITS.search(typed)
        or _ADDRESS.search(typed)
        or _STREET.search(folded)
        or _PERSON.search(folded)
    ):
        return ""
    words = " ".join(dict.fromkeys(word for word in cut_words(typed) if word not in _LEFT_OUT))
    return words if len(words) <= MAX_CHARACTERS_KEPT else ""
