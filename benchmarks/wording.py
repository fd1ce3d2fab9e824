"""Texts as offers have them: few words are everywhere, most are rare (Zipf's law)."""

import random
from functools import cached_property
from itertools import accumulate

from search.knowledge import SHIPPED
from search.language.synonyms import read_rules

VERBS = (
    "Trouver", "Préparer", "Financer", "Comprendre", "Commencer", "Reprendre", "Choisir",
    "Demander", "Être aidé pour", "Faire le point sur", "Un coup de pouce pour", "Parler de",
)  # fmt: skip
ENDS = (
    "près de chez moi", "pas à pas", "avec quelqu’un", "gratuitement", "cette semaine",
    "sans stress", "quand on est jeune", "à mon rythme", "après la classe de troisième", "",
)  # fmt: skip
# What nearly every offer says, the most frequent first.
EVERYWHERE = (
    "jeune", "accompagnement", "aide", "conseil", "rendez-vous", "gratuit", "équipe", "projet",
    "rencontre", "semaine", "démarche", "écoute", "atelier", "accueil", "situation", "dossier",
    "soutien", "information", "besoin", "étape", "question", "solution", "entretien", "quartier",
    "inscription", "personne", "public", "matin", "service", "professionnel",
)  # fmt: skip
LITTLE = ("de", "la", "le", "et", "pour", "avec", "une", "un", "à", "en", "sur", "ton", "tes")
# The share of words that say nothing, in French as it is written.
LITTLE_SHARE = 0.4


class Wording:
    """Draws texts from the words and phrases that the project's own synonyms know."""

    def __init__(self, draw: random.Random):
        self._draw = draw
        rules = read_rules(SHIPPED.read_text(encoding="utf-8"))
        # What a rule leads to is what offers say; what leads there may be misspelled.
        self._phrases = sorted({member for rule in rules for member in rule.targets})
        draw.shuffle(self._phrases)

    @cached_property
    def _words(self) -> list[str]:
        words = {word for phrase in self._phrases for word in phrase.split() if len(word) > 2}
        rare = sorted(words - set(EVERYWHERE))
        self._draw.shuffle(rare)
        return [*EVERYWHERE, *rare]

    @cached_property
    def _weights(self) -> list[float]:
        return list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    @cached_property
    def _phrase_weights(self) -> list[float]:
        return list(accumulate(1 / (rank + 20) for rank in range(len(self._phrases))))

    def phrase(self) -> str:
        [found] = self._draw.choices(self._phrases, cum_weights=self._phrase_weights)
        return found

    def text(self, count: int) -> str:
        """A sentence of so many words."""
        words = self._draw.choices(self._words, cum_weights=self._weights, k=count)
        for at in range(count):
            if self._draw.random() < LITTLE_SHARE:
                words[at] = self._draw.choice(LITTLE)
        return " ".join(words).capitalize() + "."

    def title(self) -> str:
        draw = self._draw
        return f"{draw.choice(VERBS)} {self.phrase()} {draw.choice(ENDS)}".strip()
