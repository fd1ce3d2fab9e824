"""A text, cut into words: the same reading for what is asked and for what is indexed.

An inclusive ending is dropped (`étudiant·e·s` → `étudiant`), so is an elided article (`l’emploi` →
`emploi`), accents are folded, and nothing but letters and digits is left: what comes out holds no
query syntax.
"""

import re

from tenants.folding import fold

MAX_CHARACTERS = 200
MAX_WORDS = 20

_ENDING = "(?:e|ne|le|te|se|fe|ve|ère|ere|ière|iere|euse|rice|trice|esse)"
_ENDINGS = (
    rf"[·•‧⋅∙.](?:{_ENDING}s?|s|x)(?:[·•‧⋅∙.]s)?"
    rf"|\((?:{_ENDING}s?|s|x)\)(?:\(s\)|s)?"
    rf"|-(?:e|ne)(?:-s|s)?"
    rf"|/(?:e|ne|se|euse|trice|rice)(?:/s|s)?"
)
# Also given to Elasticsearch's character filters: only what Python and Java both understand. Small
# letters or capitals, not both: "ici.Les" is the end of a sentence. Each begins by looking at what
# is rare: texts are long, and most of them hold none of these.
INCLUSIVE_ENDING = rf"(?=[·•‧⋅∙.(/-])(?<=[^\W\d_])(?:{_ENDINGS}|{_ENDINGS.upper()})(?!\w)"
_ARTICLE = (
    "(?:[cdjlmnstCDJLMNST]|(?:[Jj]us|[Ll]ors|[Pp]uis|[Qq]uoi)?[Qq]u|(?:JUS|LORS|PUIS|QUOI)?QU)"
)
ELIDED_ARTICLE = rf"(?={_ARTICLE}['’])(?<!\w){_ARTICLE}['’](?=\w)"
# "C.V." is one word, and so is "mal-être".
DOTTED_LETTER = r"(?=.\.)(?<![^\W_])([^\W\d_])\.(?=[^\W\d_](?![^\W_]))"
JOINED_WORD = r"(?i)(?=[bm])(?<!\w)(mal|bien)[- ](?=[êe]tre(?!\w))"
# They bind the others and say nothing themselves: nobody looks for them, no index holds them.
_LITTLE_WORDS = """
    a about ai ait aller allez alors am an and ans any apres are as at au aucun aurais aurait
    aussi autre aux avais avait avec avez avoir avons ayant be besoin bien bonjour ca can ce
    cela ces cest cet cette ceux chaque cherche chercher cherchons chez ci comme comment d dans
    de demander depuis des deux devrais do dois doit doivent donc donne donner du elle elles en
    encore envie es est et etais etait etes etre eu eux faire fais fait faites faut find font
    for from gens have how i ici il ils in is it j jai jaimerai jaimerais jamais je jsuis juste
    l la le les leur leurs looking lui m ma mais me meme merci mes mettre moi moins mon my n ne
    need ni nos notre nous obtenir of on ont or ou par parce partir pas passer pendant peu peut
    peuvent peux please plus pour pourrais pouvoir prendre puis puisse qu quand que quel quelle
    quelles quelqu quelque quelques quels qui quoi recherche recherchons refaire rien s sa sais
    salut sans savoir se sera serait seront ses si soit some sommes sont souhaite souhaiterai
    souhaiterais suis sur t ta te tel tes the there to toi ton toujours tous tout toute toutes
    tres trop trouve trouver tu un une va vais vas veulent veut veux voila vont vos votre
    voudrais voulais vouloir vous vraiment vu want we where with y you
"""
FILLERS = frozenset(_LITTLE_WORDS.split())
# What is replaced before a text is cut, in this order; also by Elasticsearch.
REPLACED = (
    (DOTTED_LETTER, r"\1"),
    (JOINED_WORD, r"\1"),
    (INCLUSIVE_ENDING, ""),
    (ELIDED_ARTICLE, " "),
)
_REPLACED = [(re.compile(pattern), by) for pattern, by in REPLACED]


def cut_words(text: str) -> list[str]:
    """All the words of a text, folded, in their order, fillers too."""
    for pattern, by in _REPLACED:
        text = pattern.sub(by, text)
    return fold(text).split()


def telling_words(text: str) -> list[str]:
    """The words of a text that say something, folded, in their order."""
    return [word for word in cut_words(text) if word not in FILLERS]


def cut_text(text: str) -> str:
    """The telling words of a text as one text: cutting it again changes nothing."""
    return " ".join(telling_words(text))
