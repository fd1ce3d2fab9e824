"""The order of results: one sum of named parts, the same in both engines.

Each part goes from 0 to 1 and is multiplied by its weight. Nothing else enters: no name, no date of
a record, no payment. Equals are drawn anew each day (search.fairness).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from search.language.stems import stem
from search.language.understanding import Term

# The weight of each part. Words first: whoever types them has said what is needed.
WORDS = 1.0
DISTANCE = 0.25
FRESHNESS = 0.05
RESPONSIVENESS = 0.08
ROOM = 0.05

# How much of a term an offer answers by holding it in a field; the best field counts whole, the
# others for TIE of theirs.
FIELDS: Mapping[str, float] = {"title": 1.0, "summary": 0.6, "organisation": 0.5, "body": 0.35}
TIE = 0.25
# A word that means the same, beside the word itself.
SYNONYM = 0.7

HALF_DISTANCE_KM = 10.0
# Checked within these days is as fresh as can be: checking every day moves nobody up.
FRESH_DAYS = 120
HALF_FRESHNESS_DAYS = 180
UNKNOWN_FRESHNESS = 0.5
# Where an offer stands of which nothing is known yet.
NEUTRAL_RESPONSIVENESS = 0.8


@dataclass(frozen=True)
class Score:
    """The parts of an offer's score, weighted: what they add up to is the order."""

    words: float = 0.0
    distance: float = 0.0
    freshness: float = 0.0
    responsiveness: float = 0.0
    room: float = 0.0

    @property
    def total(self) -> float:
        return self.words + self.distance + self.freshness + self.responsiveness + self.room


def score(
    *,
    terms: Sequence[Term],
    texts: Mapping[str, Sequence[str]],
    language: str,
    distance_km: float | None,
    verified_on: date | None,
    day: date,
    responsiveness: float,
    room: float,
) -> Score:
    """`texts`: the stems of each field in their order; `distance_km`: to the closest place that one
    goes to, None without a place or without an address."""
    return Score(
        words=WORDS * words_part(terms, texts, language),
        distance=DISTANCE * distance_part(distance_km),
        freshness=FRESHNESS * freshness_part(verified_on, day),
        responsiveness=RESPONSIVENESS * responsiveness,
        room=ROOM * room,
    )


def words_part(
    terms: Sequence[Term], texts: Mapping[str, Sequence[str]], language: str = "fr"
) -> float:
    total = sum(term.weight for term in terms)
    if not total:
        return 0.0
    return sum(term.weight / total * _answers(term, texts, language) for term in terms)


def distance_part(kilometres: float | None) -> float:
    return 0.0 if kilometres is None else 0.5 ** (kilometres / HALF_DISTANCE_KM)


def freshness_part(verified_on: date | None, day: date) -> float:
    if verified_on is None:
        return UNKNOWN_FRESHNESS
    # A date to come is as far from today as one that has passed.
    days = max(0, abs((day - verified_on).days) - FRESH_DAYS)
    return 0.5 ** (days / HALF_FRESHNESS_DAYS)


def parts_of_term(term: Term, terms: Sequence[Term]) -> list[tuple[str, float, float]]:
    """[(field, what the word itself scores there, what a synonym does)], WORDS included."""
    share = WORDS * term.weight / sum(one.weight for one in terms)
    return [(field, share * weight, share * weight * SYNONYM) for field, weight in FIELDS.items()]


def holds(term: Term, texts: Mapping[str, Sequence[str]], language: str = "fr") -> bool:
    return _answers(term, texts, language) > 0


def _answers(term: Term, texts: Mapping[str, Sequence[str]], language: str) -> float:
    found = []
    for field, weight in FIELDS.items():
        stems = texts.get(field, ())
        if any(stem(word, language) in stems for word in term.own):
            found.append(weight)
        if any(_has_phrase(stems, [stem(w, language) for w in phrase]) for phrase in term.others):
            found.append(weight * SYNONYM)
    return max(found) + TIE * (sum(found) - max(found)) if found else 0.0


def _has_phrase(stems: Sequence[str], phrase: Sequence[str]) -> bool:
    size = len(phrase)
    return any(list(stems[at : at + size]) == list(phrase) for at in range(len(stems) - size + 1))
