"""How well searches answer: offers and judgements from files, through what production runs.

Offers go into a scratch index, or into a scratch table that hides the catalogue for this connection
alone; both are gone at the end, whatever happens.
"""

import csv
import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from search.clients import indexing_client
from search.documents import document, index_definition
from search.engines.elastic import ElasticEngine
from search.engines.postgres import PostgresEngine
from search.knowledge import knowledge_of, rules_in_force
from search.language.understanding import Knowledge, understand
from search.models import CatalogueOffer, Mode
from search.query import Results, Search
from search.services import SOURCE_LANGUAGE, fill_row, find_with
from search.texts import distinct_words
from tenants.geography.suggest import Place, find, suggest
from tenants.models import Territory
from themes.localized import in_language
from themes.models import Theme

TOP = 10
# A scratch index this old was left by a run that was killed.
LEFT_AFTER = timedelta(hours=1)
MADE_AT = "%Y%m%d%H%M%S"
LONGEST_KEY = CatalogueOffer._meta.get_field("theme").max_length
Ask = Callable[[Search], Results]


@dataclass(frozen=True)
class Question:
    """One judged query: `grades` from 0 to 3 by the id of an offer; `commune` as it was written, ""
    for everywhere, and the place that it is."""

    query: str
    commune: str
    place: Place | None
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Answered:
    """What was found for a question: ids of the first offers; `ndcg` is None without a good one."""

    question: Question
    found: tuple[str, ...]
    ndcg: float | None
    reciprocal_rank: float


@dataclass(frozen=True)
class Collection:
    """Offers as rows that are not saved, the ids of their file by key, what their words teach."""

    rows: tuple[CatalogueOffer, ...]
    ids: Mapping[str, str]
    knowledge: Knowledge


def read_offers(path: Path) -> Collection:
    """One JSON object a line: {id, title, summary, body, organisation, coverage, age_min, age_max}
    and, if known, theme, lat, lon, modes, lang. Raises ValueError, naming the line."""
    nowhere = Territory(pk=0, schema_name="evaluation", name="Evaluation")
    topics = _topics()
    rows: list[CatalogueOffer] = []
    ids: dict[str, str] = {}
    words: Counter[str] = Counter()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            offer = json.loads(line)
            row = CatalogueOffer(id=number, territory=nowhere, page_id=number)
            fill_row(row, _fields(offer, topics))
            ids[row.key] = str(offer["id"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path}, line {number}: {error!r}") from error
        row.shown_in = [code for code, _name in settings.LANGUAGES]
        rows.append(row)
        words.update(distinct_words(row.words))
    return Collection(tuple(rows), ids, knowledge_of(words, len(rows), rules_in_force()))


def read_questions(path: Path) -> list[Question]:
    """`query,commune,offer_id,grade`, one judgement a line; their order is kept. A commune is an
    INSEE code, else a postal code or a name. Raises ValueError, naming the line."""
    grades: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                asked = row["query"].strip(), (row["commune"] or "").strip()
                _place_of(asked[1])
                grades[asked][row["offer_id"].strip()] = int(row["grade"])
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise ValueError(f"{path}, line {number}: {error!r}") from error
    return [
        Question(query, commune, _place_of(commune), found)
        for (query, commune), found in grades.items()
    ]


def evaluate(
    collection: Collection, questions: Sequence[Question], ask: Ask, day: date
) -> Iterator[Answered]:
    """Run each question as a page would."""
    languages = {collection.ids[row.key]: row.language for row in collection.rows}
    for question in questions:
        near = question.place
        read = understand(question.query, collection.knowledge, near=near)
        judged = {languages.get(one) for one, grade in question.grades.items() if grade}
        search = Search(
            day=day,
            language="en" if "en" in judged else SOURCE_LANGUAGE,
            place=read.place or near,
            terms=read.terms,
            typed=read.typed,
            page_size=TOP,
        )
        found = tuple(collection.ids[hit.key] for hit in find_with(ask, search).hits)
        yield Answered(
            question,
            found,
            ndcg(found, question.grades),
            reciprocal_rank(found, question.grades),
        )


def ndcg(found: Sequence[str], grades: Mapping[str, int], top: int = TOP) -> float | None:
    """Gains of 2^grade - 1, discounted by rank, beside the best order; None without a good one."""
    best = _gain(sorted(grades.values(), reverse=True)[:top])
    return _gain([grades.get(one, 0) for one in found[:top]]) / best if best else None


def reciprocal_rank(found: Sequence[str], grades: Mapping[str, int]) -> float:
    ranks = (rank for rank, one in enumerate(found, start=1) if grades.get(one, 0) > 0)
    return 1 / next(ranks, math.inf)


def summary(answers: Sequence[Answered]) -> str:
    """`nDCG@10 0.871 · MRR 0.903 · zero results 1/55`"""
    scores = [one.ndcg for one in answers if one.ndcg is not None]
    mean = sum(scores) / len(scores) if scores else 0.0
    ranks = sum(one.reciprocal_rank for one in answers) / len(answers) if answers else 0.0
    empty = sum(not one.found for one in answers)
    return f"nDCG@{TOP} {mean:.3f} · MRR {ranks:.3f} · zero results {empty}/{len(answers)}"


@contextmanager
def scratch_index(rows: Sequence[CatalogueOffer]) -> Iterator[Ask]:
    client = indexing_client(settings.ELASTICSEARCH_URL)
    _sweep(client)
    name = f"{_scratch_prefix()}{timezone.now():{MADE_AT}}-{uuid4().hex[:8]}"
    client.indices.create(index=name, **index_definition())
    try:
        bulk(client, ({"_id": row.key, "_source": document(row)} for row in rows), index=name)
        client.indices.refresh(index=name)
        yield ElasticEngine(client, name).find
    finally:
        client.indices.delete(index=name)


@contextmanager
def scratch_table(rows: Sequence[CatalogueOffer]) -> Iterator[Ask]:
    """A temporary table of the catalogue's name: PostgreSQL looks there first."""
    table = CatalogueOffer._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {table} (LIKE public.{table} INCLUDING DEFAULTS INCLUDING INDEXES)"
        )
    try:
        with transaction.atomic():
            CatalogueOffer.objects.bulk_create(rows, batch_size=1000)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE pg_temp.{table}")
        yield PostgresEngine().find
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE pg_temp.{table}")


def _scratch_prefix() -> str:
    return f"{settings.ELASTICSEARCH_PREFIX}-evaluation-"


def _sweep(client: Elasticsearch) -> None:
    """Remove what runs that were killed have left."""
    last = timezone.now() - LEFT_AFTER
    for name in client.indices.get(index=f"{_scratch_prefix()}*"):
        made_at = name.removeprefix(_scratch_prefix()).partition("-")[0]
        if len(made_at) == len(f"{last:{MADE_AT}}") and made_at < f"{last:{MADE_AT}}":
            client.indices.delete(index=name)


def _place_of(commune: str) -> Place | None:
    if not commune:
        return None
    place = find(commune) or next(iter(suggest(commune, 1)), None)
    if place is None:
        raise ValueError(f"“{commune}” is no commune.")
    return place


def _topics() -> dict[str, str]:
    """{key of a theme, or of "theme/sub-theme": its name}, of the themes there are."""
    themes = Theme.objects.prefetch_related("subthemes")
    names = {theme.key: in_language(theme.name, SOURCE_LANGUAGE) for theme in themes}
    return names | {
        f"{theme.key}/{one.key}": in_language(one.name, SOURCE_LANGUAGE)
        for theme in themes
        for one in theme.subthemes.all()
    }


def _fields(offer: Mapping, topics: Mapping[str, str]) -> dict:
    """As offers.projection gives them. What a catalogue does not know is taken as well as it can
    be: such a theme speaks for itself, a mode that is none is left out, another language is read
    as French."""
    theme, subtheme = offer.get("theme") or "", offer.get("subtheme") or ""
    topic = [topics.get(theme, theme), topics.get(f"{theme}/{subtheme}", "")]
    place = {**_position(offer), "commune_name": ""}
    located = place["lat"] is not None
    modes = [mode for mode in offer.get("modes") or () if mode in Mode.values]
    language = str(offer.get("lang") or "")[:2].lower()
    age = {"min": offer.get("age_min"), "max": offer.get("age_max")}
    age = {bound: int(value) for bound, value in age.items() if value is not None}
    return {
        "language": language if language in dict(settings.LANGUAGES) else SOURCE_LANGUAGE,
        "translation_key": uuid4(),
        "theme": _key(theme),
        "subtheme": _key(subtheme),
        "topic": " · ".join(topic),
        "organisation": {
            "id": 0,
            "name": _text(offer.get("organisation")),
            "kind": "other",
        },
        "delay_days": 3,
        "modes": modes or (["on_site"] if located else []),
        "zones": offer["coverage"],
        "criteria": {"age": age} if age else {},
        "places": [place] if located else [],
        "title": _text(offer["title"]),
        "summary": _text(offer.get("summary")),
        "body": _text(offer.get("body")),
    }


def _position(offer: Mapping) -> dict[str, float | None]:
    if offer.get("lat") is None or offer.get("lon") is None:
        return {"lat": None, "lon": None}
    lat, lon = float(offer["lat"]), float(offer["lon"])
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise ValueError(f"{lat}, {lon} is nowhere on Earth.")
    return {"lat": lat, "lon": lon}


def _key(text: str) -> str:
    """Short enough for its column, and another for another text."""
    return text if len(text) <= LONGEST_KEY else hashlib.sha256(text.encode()).hexdigest()[:40]


def _text(text: str | None) -> str:
    # No database takes this character.
    return (text or "").replace("\0", " ")


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))
