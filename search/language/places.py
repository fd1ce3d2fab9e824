"""A place inside the words: "psy bron", "logement 69100", "job lot".

Many words are also the name of a commune (Job, Bourg, Santé…): a word is taken for a place only
when that fits better than the word itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tenants.geography.distance import distance_km
from tenants.geography.suggest import Place, main_commune, named, of_postal_code

LONGEST_NAME = 6
# Before a place, and before little else that is looked for.
_PREPOSITIONS = """
    a au aux en sur vers dans pres proche cote autour in near at
"""
BEFORE_A_PLACE = frozenset(_PREPOSITIONS.split())
_ARTICLES = frozenset(["de", "du", "d", "le", "la", "les", "l", "l'"])
# A commune of fewer inhabitants, far from here and with nothing before it, is rather a word.
KNOWN_TO_ALL = 5_000
AROUND_KM = 60
# Larger than this, it is a place whatever else the word may mean.
KNOWN_AS_A_PLACE = 20_000
# Départements that are ordinary words first.
_ORDINARY_WORDS = """
    cher nord somme manche creuse aube eure ain var indre oise paris loire landes
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())


@dataclass(frozen=True)
class NamedPlace:
    """Words from `start` to `end` (left out) name `place`; `label` is how people call it."""

    start: int
    end: int
    place: Place
    label: str


def find_place(
    words: Sequence[str], ordinary: Mapping[int, bool], near: Place | None, home: Collection[str]
) -> NamedPlace | None:
    """The place that these folded words name, the longest and the last one, or None.

    `ordinary` holds the positions of words that may mean something else, and whether they do here;
    `near` is where one is; `home` holds the codes of the communes of the site's own territory.
    """
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length, -1, -1):
            found = _at(words, start, start + length, ordinary, near, home)
            if found is not None:
                return found
    return None


def _at(
    words: Sequence[str],
    start: int,
    end: int,
    ordinary: Mapping[int, bool],
    near: Place | None,
    home: Collection[str],
) -> NamedPlace | None:
    name = words[start:end]
    if name[0] in BEFORE_A_PLACE or name[-1] in _ARTICLES | BEFORE_A_PLACE:
        return None
    introduced = start > 0 and words[start - 1] in BEFORE_A_PLACE
    if end - start == 1 and len(name[0]) == 5 and name[0].isdigit():
        coded = _closest(of_postal_code(name[0]), near, home)
        return NamedPlace(start, end, coded, f"{coded.name} ({name[0]})") if coded else None
    if all(word.isdigit() for word in name):
        return None
    taken = max((ordinary[at] + 1 for at in range(start, end) if at in ordinary), default=0)
    found = _closest(named(name), near, home)
    if found and _fits(found, end - start, introduced, taken, near, home):
        return NamedPlace(start, end, found, found.name)
    departement = main_commune(name)
    if departement and not taken and (introduced or name[0] not in _ORDINARY):
        return NamedPlace(start, end, departement, departement.departement_name)
    return None


def _fits(
    place: Place,
    length: int,
    introduced: bool,
    taken: int,
    near: Place | None,
    home: Collection[str],
) -> bool:
    """`taken`: 0 when the words mean nothing else, 1 when they may, 2 when they do here."""
    if taken:
        # "Cours", "Bourg": only where somebody says "à" and means one of their own communes.
        known = taken == 1 and place.population >= KNOWN_AS_A_PLACE
        return known or (introduced and place.code in home)
    if introduced or place.code in home or place.population >= KNOWN_TO_ALL:
        return True
    around = near and distance_km(near.lat, near.lon, place.lat, place.lon) <= AROUND_KM
    return bool(around) or length > 1


def _closest(places: list[Place], near: Place | None, home: Collection[str]) -> Place | None:
    """Of those with one name: of this territory, then the closest to here, then the largest."""
    if not places:
        return None

    def rank(place: Place) -> tuple:
        far = distance_km(near.lat, near.lon, place.lat, place.lon) if near else 0
        return (place.code not in home, far > AROUND_KM, -place.population)

    return min(places, key=rank)
