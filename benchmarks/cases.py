"""Searches as people make them, in the kinds that are measured."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone

from search.query import Search
from search.services import read_words
from tenants.geography.models import Commune
from tenants.geography.suggest import Place, find
from themes.matching import Answers
from themes.models import Theme

PAGE_SIZE = 20
LARGEST_COMMUNES = 1_500
TYPED = (
    "logement", "logement pas cher", "aide au logement", "caution", "colocation", "chambre",
    "taf d'été", "job étudiant", "cv", "lettre de motivation", "apprentissage", "alternance",
    "stage de troisième", "mission locale", "service civique", "permis", "permis de conduire",
    "vélo", "mobilité", "psy gratuit", "santé mentale", "médecin", "contraception", "dépistage",
    "je dois payer ma caution et j'ai pas d'argent", "je sais pas quoi faire après le bac",
    "réorientation", "bourse", "formation rémunérée", "bafa", "aide financière", "microcrédit",
    "restaurant pas cher", "colis alimentaire", "mutuelle", "carte vitale", "handicap", "rsa",
    "intérim", "premier emploi", "étudiant·e·s boursier·e·s", "création d'entreprise", "anglais",
)  # fmt: skip
MISTYPED = (
    "lojement", "aprentisage", "alternence", "formassion", "premis de conduire", "coloc pas cehr",
    "psicologue", "contracepion", "entreprize", "bource étudiante", "stgae", "mutuele",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    place: Place
    theme: str
    answers: Answers
    words: str
    mistyped: str


@dataclass(frozen=True)
class Kind:
    """What a kind of search says of its cases. `words`: typed, mistyped, or with a place."""

    name: str
    place: bool = True
    theme: bool = True
    answers: bool = False
    words: str = ""
    within_km: int | None = None
    facets: bool = False


PLACE_AND_THEME = Kind("commune + theme")
WORDS_AND_DISTANCE = Kind("commune + words + 10 km", theme=False, words="typed", within_km=10)
KINDS = (
    PLACE_AND_THEME,
    Kind("commune + theme + 3 answers", answers=True),
    Kind("commune + theme + words", words="typed"),
    Kind("commune + theme + words + 10 km", words="typed", within_km=10),
    Kind("commune + theme + words + 10 km + facets", words="typed", within_km=10, facets=True),
    Kind("commune + theme + facets", facets=True),
    WORDS_AND_DISTANCE,
    Kind("words with a place in them", place=False, theme=False, words="with a place"),
    Kind("commune + mistyped words", theme=False, words="mistyped"),
)


def draw_cases(count: int, seed: int = 1) -> list[Case]:
    draw = random.Random(seed)
    communes = (
        Commune.objects.filter(coverage__isnull=False)
        .order_by("-population")
        .values_list("code", flat=True)[:LARGEST_COMMUNES]
    )
    places = [place for place in map(find, communes) if place]
    questionnaires = {theme.key: theme.questionnaire("fr") for theme in Theme.objects.current()}
    cases = []
    for _number in range(count):
        theme = draw.choice(sorted(questionnaires))
        answers: dict = {}
        for question in draw.sample(questionnaires[theme].questions, 3):
            if question.choices:
                answers[question.key] = frozenset({draw.choice(question.choices).key})
            else:
                answers[question.key] = draw.randint(question.minimum, question.maximum)
        cases.append(
            Case(draw.choice(places), theme, answers, draw.choice(TYPED), draw.choice(MISTYPED))
        )
    return cases


def path(case: Case, kind: Kind, address: str = "/api/v1/offers") -> str:
    """The address that asks the API for this."""
    query: list[tuple[str, str]] = []
    if address.startswith("/api"):
        query.append(("page_size", str(PAGE_SIZE)))
    if kind.place:
        query.append(("commune", case.place.code))
    if kind.theme:
        query.append(("theme", case.theme))
    if kind.answers:
        for key, value in case.answers.items():
            given = value if isinstance(value, int) else next(iter(value))
            query.append((f"answer.{key}", str(given)))
    if kind.words:
        query.append(("q", _typed(case, kind)))
    if kind.within_km:
        query.append(("distance", str(kind.within_km)))
    if kind.facets:
        query.append(("facets", "true"))
    return f"{address}?{urlencode(query)}"


def search(case: Case, kind: Kind) -> Search:
    """The same for the engines, the words understood."""
    near = case.place if kind.place else None
    read = read_words(_typed(case, kind), near=near)
    return Search(
        day=timezone.localdate(),
        now=timezone.now(),
        place=read.place or near,
        theme=case.theme if kind.theme else "",
        answers=case.answers if kind.answers else {},
        terms=read.terms,
        typed=read.typed,
        within_km=kind.within_km,
        with_facets=kind.facets,
        page_size=PAGE_SIZE,
    )


def _typed(case: Case, kind: Kind) -> str:
    texts: Mapping[str, str] = {
        "": "",
        "typed": case.words,
        "mistyped": case.mistyped,
        "with a place": f"{case.words} {case.place.name.lower()}",
    }
    return texts[kind.words]
