"""Text as it is compared: without case, accents, ligatures or punctuation."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """“L’Haÿ-les-Roses” → “l hay les roses”: lowercase ASCII words, one space between them.

    What is neither a letter nor a digit separates words; letters of other alphabets are dropped.
    """
    if text.isascii():
        return _NOT_A_WORD.sub(" ", text.lower()).strip()
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", plain).strip()
