"""The one suggestion box: themes, offers, organisations, communes that begin as what is typed."""

import logging
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.core.cache import cache
from django.db import InterfaceError, OperationalError

from search.beginnings import SHORTEST, Name, marks, read_name, theme_score, typed_terms
from search.clients import ask
from search.engines import Begun, BegunOffer, BegunOrganisation
from search.engines.elastic_beginnings import suggest_from_elasticsearch
from search.engines.postgres_beginnings import suggest_from_postgresql
from search.language.cutting import MAX_CHARACTERS, cut_words
from search.language.understanding import Understood
from search.query import Search
from search.services import read_words
from tenants.folding import fold
from tenants.geography.suggest import Place, suggest
from tenants.models import Territory
from themes.localized import in_language
from themes.models import Theme

logger = logging.getLogger(__name__)

MOST_OF_A_KIND = 3
# What a national admin changes is suggested everywhere this many seconds later.
REMEMBERED_SECONDS = 5


class Kind(StrEnum):
    THEME = "theme"
    SUBTHEME = "subtheme"
    OFFER = "offer"
    ORGANISATION = "organisation"
    COMMUNE = "commune"


@dataclass(frozen=True)
class Suggestion:
    """`key`: of the theme, the sub-theme or the offer, the organisation's id, the INSEE code.
    `context` tells namesakes apart: the sub-theme's theme, the offer's organisation, the
    département. `marks` are the parts of the label that were typed, as (start, end)."""

    kind: Kind
    key: str
    label: str
    context: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    theme: str = ""  # key of a sub-theme's theme
    territory: str = ""  # slug of an offer's


@dataclass(frozen=True)
class Suggestions:
    """All of them, best first in each kind. `place` is the one given, or the one that the words
    name; `rest` is then what they say beside it."""

    found: tuple[Suggestion, ...] = ()
    place: Place | None = None
    rest: str = ""

    @property
    def says_more_than_places(self) -> bool:
        return any(one.kind != Kind.COMMUNE for one in self.found)


def suggest_all(
    text: str,
    *,
    territory: Territory,
    territories: frozenset[int] | None,
    language: str,
    day: date,
    place: Place | None = None,
    limit: int = MOST_OF_A_KIND,
) -> Suggestions:
    """At most `limit` of each kind for what was typed so far; a site of `territory` shows the
    offers of `territories` (None: all). Without a database: the communes alone."""
    text = text[:MAX_CHARACTERS]
    if len(fold(text).replace(" ", "")) < SHORTEST:
        return Suggestions(place=place)
    asked = _Asked(text, territory, territories, language, day, place, limit)
    try:
        found = _suggested(asked, _read(asked, as_typed=True))
        # What begins so is not misspelled.
        if not found.says_more_than_places:
            corrected = _read(asked, as_typed=False)
            again = _suggested(asked, corrected) if corrected.corrected else found
            found = again if again.says_more_than_places else found
    except (OperationalError, InterfaceError):
        logger.exception("The database did not answer; communes are suggested alone.")
        found = Suggestions(tuple(_communes(text, limit)), place)
    return found


@dataclass(frozen=True)
class _Asked:
    text: str
    territory: Territory
    territories: frozenset[int] | None
    language: str
    day: date
    place: Place | None
    limit: int


def _suggested(asked: _Asked, read: Understood) -> Suggestions:
    terms = typed_terms(read)
    search = Search(
        day=asked.day,
        language=asked.language,
        place=asked.place or read.place,
        territories=asked.territories,
        terms=terms,
    )
    begun = _begun(search, asked.limit) if terms else Begun()
    themes = _themes(search, asked.territory) if terms else []
    words = [term.own[0] for term in terms]
    found = [
        *themes[: asked.limit],
        *(_offer(one, words) for one in begun.offers),
        *(_organisation(one, words) for one in begun.organisations),
        *_communes(read.place_words or asked.text, asked.limit),
    ]
    return Suggestions(tuple(found), search.place, _rest(read))


def _read(asked: _Asked, *, as_typed: bool) -> Understood:
    """A place beside other words is where they are looked for; alone, it may begin a name."""

    def read(*, place_allowed: bool) -> Understood:
        return read_words(
            asked.text,
            near=asked.place,
            territory=asked.territory,
            place_allowed=place_allowed,
            as_typed=as_typed,
        )

    found = read(place_allowed=asked.place is None)
    return read(place_allowed=False) if found.place and not found.terms else found


def _begun(search: Search, limit: int) -> Begun:
    found = ask(lambda client, index: suggest_from_elasticsearch(client, index, search, limit))
    return found or suggest_from_postgresql(search, limit)


def _themes(search: Search, territory: Territory) -> list[Suggestion]:
    """The best first, then in the order of the themes."""
    scored = [
        (theme_score(search.terms, search.terms_needed, name), one)
        for one, name in _names_of_themes(territory, search.language)
    ]
    best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    words = [term.own[0] for term in search.terms]
    return [
        Suggestion(one.kind, one.key, one.label, one.context, marks(one.label, words), one.theme)
        for _score, one in best
    ]


def _names_of_themes(territory: Territory, language: str) -> list[tuple[Suggestion, Name]]:
    remembered = f"names-of-themes:{territory.pk}:{language}"
    names = cache.get(remembered)
    if names is None:
        names = [(one, read_name(one.label, language)) for one in _all_themes(territory, language)]
        cache.set(remembered, names, REMEMBERED_SECONDS)
    return names


def _all_themes(territory: Territory, language: str) -> list[Suggestion]:
    themes = list(Theme.objects.current(territory).prefetch_related("subthemes"))
    return [
        *(Suggestion(Kind.THEME, one.key, in_language(one.name, language)) for one in themes),
        *(
            Suggestion(
                Kind.SUBTHEME,
                sub.key,
                in_language(sub.name, language),
                in_language(one.name, language),
                theme=one.key,
            )
            for one in themes
            for sub in one.subthemes.all()
        ),
    ]


def _offer(one: BegunOffer, words: list[str]) -> Suggestion:
    return Suggestion(
        Kind.OFFER,
        one.key,
        one.title,
        one.organisation,
        marks(one.title, words),
        territory=one.territory,
    )


def _organisation(one: BegunOrganisation, words: list[str]) -> Suggestion:
    return Suggestion(Kind.ORGANISATION, str(one.pk), one.name, "", marks(one.name, words))


def _communes(text: str, limit: int) -> list[Suggestion]:
    words = fold(text).split()
    return [
        Suggestion(Kind.COMMUNE, one.code, one.name, one.departement_name, marks(one.name, words))
        for one in suggest(text, limit)
    ]


def _rest(read: Understood) -> str:
    """What the words say beside the place that they name, as they were typed."""
    if not read.place_words:
        return ""
    named = read.place_words.split()
    return " ".join(word for word in cut_words(read.text) if word not in named)
