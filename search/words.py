"""What one types, cut into words: the same reading for both engines and for what they index.

An inclusive ending is dropped (`étudiant·e·s` → `étudiant`), so is an elided article (`l’emploi` →
`emploi`), accents are folded, and nothing but letters and digits is left: what comes out holds no
query syntax.
"""

import re

from tenants.folding import fold

MAX_CHARACTERS = 200
MAX_WORDS = 20
# A shorter beginning of a word would find half of the catalogue.
MIN_PREFIX = 3

_ENDING = "(?:e|ne|le|te|se|fe|ve|ère|ere|ière|iere|euse|rice|trice|esse)"
_ENDINGS = (
    rf"[·•‧⋅∙.](?:{_ENDING}s?|s|x)(?:[·•‧⋅∙.]s)?"
    rf"|\((?:{_ENDING}s?|s|x)\)(?:\(s\)|s)?"
    r"|-(?:e|ne)(?:-s|s)?"
    r"|/(?:e|ne|se|euse|trice|rice)s?"
)
# Also given to Elasticsearch's character filters: only what Python and Java both understand. Small
# letters or capitals, not both: "ici.Les" is the end of a sentence.
INCLUSIVE_ENDING = rf"(?<=[^\W\d_])(?:{_ENDINGS}|{_ENDINGS.upper()})(?!\w)"
ELIDED_ARTICLE = r"(?i)(?<!\w)(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)"
# What neither stemmer brings together, or what light French confuses ("formation" and "forme").
SAME_WORDS = {
    "apprentie": "apprenti",
    "apprenties": "apprenti",
    "apprentis": "apprenti",
    "emplois": "emploi",
    "formations": "formation",
    "loger": "logement",
    "logements": "logement",
    "travaux": "travail",
}
_LITTLE = """
    a ai ait au aux avec ce ces cette d dans de des du elle en es est et il ils j je l la le les
    leur ma mais me mes moi mon ne nous on ou par pas pour qu que qui s sa se ses son suis sur
    ta te tes toi ton tu un une veux voudrais vous y cherche
    an and for i in is my of the to with
"""
_INCLUSIVE = re.compile(INCLUSIVE_ENDING)
_ELIDED = re.compile(ELIDED_ARTICLE)
_LITTLE_WORDS = frozenset(_LITTLE.split())


def cut_words(text: str) -> list[str]:
    """All the words of a text, folded, in their order."""
    folded = fold(_ELIDED.sub(" ", _INCLUSIVE.sub("", text)))
    return [SAME_WORDS.get(word, word) for word in folded.split()]


def read_words(asked: str) -> tuple[str, ...]:
    """The words to look for: at most 200 characters and 20 words are read, little words are left
    out ("je cherche un logement" asks for "logement")."""
    words = dict.fromkeys(cut_words(asked[:MAX_CHARACTERS]))
    return tuple(word for word in words if word not in _LITTLE_WORDS)[:MAX_WORDS]


def words_needed(count: int) -> int:
    """How many of `count` words an offer must hold: all of two, three quarters beyond."""
    return count if count <= 2 else count * 3 // 4
