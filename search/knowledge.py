"""What understanding words needs, kept in the database and remembered by each process: the words of
the catalogue and the synonyms in force."""

import time
from collections import Counter
from functools import cache
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F
from django_tenants.utils import schema_context

from search.language.synonyms import Rule, Synonyms, read_rules
from search.language.understanding import Knowledge
from search.language.vocabulary import Vocabulary
from search.models import CatalogueOffer, CatalogueWord, SynonymSet
from search.texts import distinct_words

# What an admin applies and what an editor publishes is understood everywhere this much later.
REMEMBERED_SECONDS = 30
BATCH = 2_000
LONGEST_WORD = CatalogueWord._meta.get_field("word").max_length
SHIPPED = Path(__file__).parent / "data" / "synonyms.txt"
_remembered: list[tuple[float, Knowledge]] = []


def knowledge() -> Knowledge:
    """The present one; two queries each half minute, none in between."""
    now = time.monotonic()
    if not _remembered or _remembered[0][0] < now:
        _remembered[:] = [(now + REMEMBERED_SECONDS, _load())]
    return _remembered[0][1]


def forget_knowledge() -> None:
    """What this process remembers is read again at the next search."""
    _remembered.clear()


def rules_in_force() -> list[Rule]:
    """The synonyms that the national level applied last, else those that ship with the project."""
    applied = SynonymSet.objects.in_force()
    return read_rules(applied.rules) if applied else _shipped()


def knowledge_of(words: Counter[str], total: int, rules: list[Rule]) -> Knowledge:
    synonyms = Synonyms(rules)
    return Knowledge(Vocabulary(words, total, synonyms.words), synonyms)


def knowledge_with(rules: list[Rule]) -> Knowledge:
    """Of the present catalogue, as it would be with these synonyms."""
    words = Counter(dict(CatalogueWord.objects.values_list("word", "offers")))
    return knowledge_of(words, CatalogueOffer.objects.live().count(), rules)


@cache
def shipped_text() -> str:
    """The synonyms that ship with the project."""
    return SHIPPED.read_text(encoding="utf-8")


def learn_new_words(limit: int = 10_000) -> int:
    """Add the words of offers that changed since; returns how many offers were read. Counts are
    those of the night: a word that just came is rare."""
    rows = list(
        CatalogueOffer.objects.live()
        .filter(learned_seq__lt=F("seq"))
        .order_by("seq")
        .values_list("pk", "seq", "words")[:limit]
    )
    found = {word for _pk, _seq, words in rows for word in distinct_words(words)}
    # In one order, so that two workers never wait for each other.
    _keep(Counter(dict.fromkeys(sorted(found), 1)), ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_catalogueoffer SET learned_seq = read.seq "
            "FROM unnest(%s::bigint[], %s::bigint[]) AS read (id, seq) "
            "WHERE search_catalogueoffer.id = read.id",
            [[pk for pk, _seq, _words in rows], [seq for _pk, seq, _words in rows]],
        )
    return len(rows)


@transaction.atomic
def count_words() -> int:
    """Count the words of all live offers anew; returns how many there are."""
    counted: Counter[str] = Counter()
    rows = CatalogueOffer.objects.live().values_list("words", flat=True)
    for words in rows.iterator(BATCH):
        counted.update(distinct_words(words))
    # Readers see the former words until this is done.
    CatalogueWord.objects.all().delete()
    _keep(counted, ignore_conflicts=True)
    return len(counted)


def _keep(counted: Counter[str], **options) -> None:
    CatalogueWord.objects.bulk_create(
        [CatalogueWord(word=w, offers=n) for w, n in counted.items() if len(w) <= LONGEST_WORD],
        batch_size=BATCH,
        **options,
    )


def _load() -> Knowledge:
    with schema_context("public"):
        return knowledge_with(rules_in_force())


@cache
def _shipped() -> list[Rule]:
    return read_rules(shipped_text())
