"""What remains of a word once gender, number and conjugation are gone: Snowball, in French and in
English, with the few words that it brings together or keeps apart against their sense.

Elasticsearch runs the same algorithm and the same overrides; PostgreSQL stores these very stems.
"""

import re
from functools import lru_cache
from threading import Lock

import snowballstemmer

FRENCH, ENGLISH = "fr", "en"
# A folded word → the word it stands for, which is then not stemmed: first those that Snowball
# leaves apart, then those that it confuses with an acronym or a neighbour.
SAME_WORDS = {
    "attentions": "attention",
    "batiments": "batiment",
    "bourses": "bourse",
    "boursier": "bourse",
    "boursiere": "bourse",
    "boursieres": "bourse",
    "boursiers": "bourse",
    "cafes": "cafe",
    "caries": "carie",
    "cartes": "carte",
    "collections": "collection",
    "competents": "competent",
    "cours": "cours",
    "creches": "creche",
    "decouvertes": "decouverte",
    "decouverts": "decouvert",
    "dentaire": "dentiste",
    "dentaires": "dentiste",
    "dentistes": "dentiste",
    "departements": "departement",
    "dependances": "dependance",
    "dependant": "dependance",
    "dependants": "dependance",
    "equipements": "equipement",
    "etudes": "etude",
    "etudiante": "etudiant",
    "etudiantes": "etudiant",
    "etudiants": "etudiant",
    "formations": "formation",
    "former": "formation",
    "francaise": "francais",
    "francaises": "francais",
    "france": "france",
    "garante": "garant",
    "garants": "garant",
    "generalistes": "generaliste",
    "licencie": "licenciement",
    "licenciee": "licenciement",
    "licenciements": "licenciement",
    "licencies": "licenciement",
    "livreurs": "livreur",
    "livreuse": "livreur",
    "livreuses": "livreur",
    "loge": "logement",
    "logee": "logement",
    "logements": "logement",
    "loger": "logement",
    "loyers": "loyer",
    "lyonnaise": "lyonnais",
    "lyonnaises": "lyonnais",
    "metiers": "metier",
    "moisi": "moisissure",
    "moisissures": "moisissure",
    "ordinateurs": "ordinateur",
    "pacea": "pacea",
    "paies": "paie",
    "passages": "passage",
    "prep": "prep",
    "programmations": "programmation",
    "psychologie": "psychologue",
    "psychologique": "psychologue",
    "psychologiques": "psychologue",
    "psychologues": "psychologue",
    "regles": "regle",
    "repas": "repas",
    "repit": "repit",
    "saisonnier": "saison",
    "saisonniere": "saison",
    "saisonnieres": "saison",
    "saisonniers": "saison",
    "saisons": "saison",
    "travailler": "travail",
    "travailleur": "travail",
    "travaux": "travail",
}
# Feminine endings that Snowball tells apart from the masculine: in order, on folded words.
FEMININE = (
    (r"(?<=[a-z]{2})ieres?$", "ier"),
    (r"(?<=[a-z]{2})trices?$", "teur"),
    (r"(?<=[a-z]{2})euses?$", "eur"),
    (r"(?<=[a-z]{2})ives?$", "if"),
    (r"(?<=[a-z]{2})ees?$", "e"),
)
_FEMININE = [(re.compile(pattern), by) for pattern, by in FEMININE]
_KEPT = frozenset(SAME_WORDS.values())
_LANGUAGES = {FRENCH: "french", ENGLISH: "english"}
_stemmers = {code: snowballstemmer.stemmer(name) for code, name in _LANGUAGES.items()}
# A stemmer keeps the word it works on in itself: two threads would mix theirs.
_one_at_a_time = Lock()


@lru_cache(maxsize=100_000)
def stem(word: str, language: str = FRENCH) -> str:
    """The stem of one folded word; a language without rules here is read as French."""
    if language not in _stemmers:
        language = FRENCH
    if language == FRENCH:
        word = SAME_WORDS.get(word, word)
        if word in _KEPT:
            return word
        for pattern, by in _FEMININE:
            word = pattern.sub(by, word)
    with _one_at_a_time:
        return _stemmers[language].stemWord(word)


def languages_of(language: str) -> tuple[str, ...]:
    """Of the texts that a page in this language finds: an English page is French as long as nobody
    translated it."""
    return (FRENCH,) if language != ENGLISH else (FRENCH, ENGLISH)


def override_rules() -> list[str]:
    """The overrides as Elasticsearch's `stemmer_override` takes them: a word that others are
    brought to is named too, so that the stemmer leaves all of them alone."""
    return [
        *(f"{word} => {kept}" for word, kept in SAME_WORDS.items()),
        *(f"{kept} => {kept}" for kept in sorted(_KEPT - SAME_WORDS.keys())),
    ]
