"""The order of results: one sum of named parts, the same in both engines.

Each part goes from 0 to 1 and is multiplied by its weight. Nothing else enters: no name, no date of
a record, no payment. Equals are drawn anew each day (search.fairness).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from search.language.stems import stem
from search.language.understanding import Term

# The weight of each part. Words first: whoever types them has said what is needed.
WORDS = 1.0
DISTANCE = 0.15
FRESHNESS = 0.05
RESPONSIVENESS = 0.08
ROOM = 0.05
# What "near you" is worth beside "from a distance and everywhere" in one list of both. Without
# words the near ones all come first; with words, a far better text comes before them.
NEAR = 0.05
NEAR_WITHOUT_WORDS = 4.0

# How much of a term an offer answers by holding it in a field; the best field counts whole, the
# others for TIE of theirs.
FIELDS: Mapping[str, float] = {"title": 1.0, "summary": 0.8, "organisation": 0.5, "body": 0.6}
TIE = 0.4
# A word that means the same, beside the word itself.
SYNONYM = 0.7
# How far rarity tells words apart: 0 not at all, 1 as the logarithm says.
RARITY = 0.5

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
    group: float = 0.0

    @property
    def total(self) -> float:
        return sum(getattr(self, part.name) for part in fields(self))


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
    tier: int,
) -> Score:
    """`texts`: the stems of each field in their order; `distance_km`: to the closest place that one
    goes to, None without a place or without an address; `tier`: see search.decision.Tier."""
    return Score(
        words=WORDS * words_part(terms, texts, language),
        distance=DISTANCE * distance_part(distance_km),
        freshness=FRESHNESS * freshness_part(verified_on, day),
        responsiveness=RESPONSIVENESS * responsiveness,
        room=ROOM * room,
        group=near_weight(terms) * tier,
    )


def near_weight(terms: Sequence[Term]) -> float:
    return NEAR if terms else NEAR_WITHOUT_WORDS


def words_part(
    terms: Sequence[Term], texts: Mapping[str, Sequence[str]], language: str = "fr"
) -> float:
    return sum(share * _answers(term, texts, language) for term, share in shares(terms))


def shares(terms: Sequence[Term]) -> list[tuple[Term, float]]:
    """What each term counts for, 1 in all: rare words for more, but no word for next to nothing."""
    weights = [term.weight**RARITY for term in terms]
    return [(term, weight / sum(weights)) for term, weight in zip(terms, weights, strict=True)]


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
    share = WORDS * dict(shares(terms))[term]
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
