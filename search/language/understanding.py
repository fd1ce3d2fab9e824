"""What somebody asks for, in their own words: one pure function that both engines share.

Words are cut and folded, little ones dropped, a place taken out of them, what nobody ever wrote is
spelled as the catalogue spells it, and each word brings those that mean the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from search.language.cutting import FILLERS, MAX_CHARACTERS, MAX_WORDS, cut_words
from search.language.places import BEFORE_A_PLACE, NamedPlace, find_place
from search.language.synonyms import Phrase, Synonyms
from search.language.urgent import urgent_numbers
from search.language.vocabulary import Vocabulary
from tenants.geography.suggest import Place


@dataclass(frozen=True)
class Term:
    """One thing that an offer should hold.

    `own` are the words that answer it fully (the word itself, or those that it begins), `others`
    phrases that mean the same; `weight` is what it counts for beside the other terms.
    """

    own: tuple[str, ...]
    others: tuple[Phrase, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Knowledge:
    """What understanding needs to know: the catalogue's words, the synonyms in force."""

    vocabulary: Vocabulary
    synonyms: Synonyms


@dataclass(frozen=True)
class Understood:
    """`typed` are the telling words, when one of them is known to nobody; `place` was named by
    `place_words`; `corrected` are pairs (typed, taken); `read_as` is the text with its corrections;
    `urgent` are keys of emergency numbers."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    typed: tuple[str, ...] = ()
    place: Place | None = None
    place_words: str = ""
    place_label: str = ""
    corrected: tuple[tuple[str, str], ...] = ()
    read_as: str = ""
    urgent: tuple[str, ...] = ()


def understand(
    text: str,
    knowledge: Knowledge,
    *,
    near: Place | None = None,
    home: Collection[str] = frozenset(),
    place_allowed: bool = True,
    as_typed: bool = False,
) -> Understood:
    """Read at most 200 characters and 20 words of `text`.

    `near` and `home` help to choose among places of one name (see `find_place`); `place_allowed`
    is False when the words are words only; `as_typed` corrects nothing.
    """
    words = cut_words(text[:MAX_CHARACTERS])[: 2 * MAX_WORDS]
    corrections = {} if as_typed else _corrections(words, knowledge, near, home)
    words_meant = [corrections.get(word, word) for word in words]
    named = None
    if place_allowed:
        ordinary = _ordinary(words_meant, knowledge.synonyms)
        named = find_place(words_meant, ordinary, near, home)
    left = _without_place(words_meant, named)
    telling = list(dict.fromkeys(_telling(left)))[:MAX_WORDS]
    terms = _terms(telling, knowledge)
    unknown = any(
        not knowledge.vocabulary.knows(word) and term.own == (word,)
        for word, term in zip(telling, terms, strict=True)
    )
    typed_again = {meant: typed for typed, meant in corrections.items()}
    return Understood(
        text=text.strip(),
        terms=terms,
        typed=() if as_typed or not unknown else tuple(telling),
        place=named.place if named else None,
        place_words=" ".join(words_meant[named.start : named.end]) if named else "",
        place_label=named.label if named else "",
        corrected=tuple((typed_again[w], w) for w in words_meant if w in typed_again),
        read_as=" ".join(words_meant) if corrections else "",
        urgent=urgent_numbers([*words, *words_meant]),
    )


def _telling(words: Sequence[str]) -> list[str]:
    """Without the little words, and without an age: "19 ans" says nothing of what one needs."""
    return [
        word
        for at, word in enumerate(words)
        if word not in FILLERS
        and not (word.isdigit() and len(word) <= 2 and words[at + 1 : at + 2] == ["ans"])
    ]


def _corrections(
    words: Sequence[str], knowledge: Knowledge, near: Place | None, home: Collection[str]
) -> dict[str, str]:
    """{typed: meant} of the words that can find nothing as they are."""
    unknown = [
        word
        for word in dict.fromkeys(words)
        if word not in FILLERS
        and word not in BEFORE_A_PLACE
        and not knowledge.vocabulary.knows(word)
        and not (word == words[-1] and knowledge.vocabulary.starting(word))
    ]
    if not unknown:
        return {}
    named = find_place(words, {}, near, home)
    placed = words[named.start : named.end] if named else ()
    closest = {word: knowledge.vocabulary.closest(word) for word in unknown if word not in placed}
    return {word: meant for word, meant in closest.items() if meant}


def _ordinary(words: Sequence[str], synonyms: Synonyms) -> dict[int, bool]:
    """{position of a word of help, whatever a map says: whether it is one by itself here}."""
    found = {at: False for at, word in enumerate(words) if word in synonyms.words}
    at = 0
    while at < len(words):
        length, _targets = synonyms.at(words, at)
        found |= dict.fromkeys(range(at, at + length), True)
        at += max(length, 1)
    return found


def _without_place(words: list[str], named: NamedPlace | None) -> list[str]:
    if named is None:
        return words
    return words[: named.start] + words[named.end :]


def _terms(words: list[str], knowledge: Knowledge) -> tuple[Term, ...]:
    """One term a word. The words of a phrase that the synonyms know share what it means; each
    keeps what it means alone."""
    terms: list[Term] = []
    at = 0
    while at < len(words):
        length, together = knowledge.synonyms.at(words, at)
        for place in range(at, at + max(length, 1)):
            alone = knowledge.synonyms.at(words[: place + 1], place)[1] if length > 1 else ()
            others = tuple(dict.fromkeys((*together, *alone)))
            last = place == len(words) - 1
            terms.append(_term(words[place], others, knowledge.vocabulary, may_go_on=last))
        at += max(length, 1)
    return tuple(terms)


def _term(
    word: str, others: tuple[Phrase, ...], vocabulary: Vocabulary, *, may_go_on: bool
) -> Term:
    begun = vocabulary.starting(word) if may_go_on and not vocabulary.knows(word) else []
    weight = min(map(vocabulary.weight, begun), default=vocabulary.weight(word))
    held = [phrase for phrase in others if all(map(vocabulary.holds, phrase))]
    if held and not begun and not vocabulary.holds(word):
        # A word that no offer holds counts as what it stands for.
        weight = min(max(map(vocabulary.weight, phrase)) for phrase in held)
    return Term((word, *begun), others, weight)
