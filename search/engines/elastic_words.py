"""Words, as search.ranking counts them, and what only Elasticsearch does: forgiving a typo in the
words of the offers themselves."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.html import escape
from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query
from rapidfuzz.distance import OSA

from search.language.stems import languages_of
from search.language.understanding import Term
from search.query import Hit, Search
from search.ranking import FIELDS, TIE, WORDS, parts_of_term
from tenants.folding import fold

# Little words leave holes between those of a phrase.
SLOP = 4
# Around the words found: characters that no text holds.
_START, _END = "\ue000", "\ue001"
MARKING = {"number_of_fragments": 0, "pre_tags": [_START], "post_tags": [_END]}
_MARKED_IN = ("title", "summary")


class Words(NamedTuple):
    """What words ask for. `marks`: {field whose words found are marked: what is marked there}."""

    query: Query
    marks: Mapping[str, Query]


def all_words(search: Search) -> Words | None:
    """Each term counts once, whatever it is found by; enough of them must be there."""
    if not search.terms:
        return None
    clauses = [_term(term, search) for term in search.terms]
    phrases = [one for term in search.terms for one in (*zip(term.own), *term.others)]
    return Words(
        Q("bool", should=clauses, minimum_should_match=search.terms_needed),
        # Words alone: to mark by the whole query costs as much as to find.
        {
            name: Q("bool", should=list(any_phrase(phrases, name)))
            for name in _names(search, _MARKED_IN)
        },
    )


def mistyped_words(search: Search) -> Words:
    """AUTO:4,8 on words that no stem has shortened: one of three letters is a name (CAF, APL, RSA)
    and forgives nothing; the first letter is right."""
    weights = {f"{field}.plain": WORDS * of / len(search.typed) for field, of in FIELDS.items()}
    fields = [f"{name}^{weights[name.partition('.')[2]]}" for name in _names(search, weights)]
    return Words(
        Q(
            "bool",
            should=[_forgiven(word, fields) for word in search.typed],
            minimum_should_match=search.terms_needed or 1,
        ),
        {
            name: Q("bool", should=[_forgiven(word, [name]) for word in search.typed])
            for name in _names(search, [f"{field}.plain" for field in _MARKED_IN])
        },
    )


def read_marks(highlight: Mapping[str, list[str]]) -> dict[str, str]:
    """{field: its text as safe HTML, the words found in <mark>}."""
    return {
        field.split(".")[1]: escape(texts[0]).replace(_START, "<mark>").replace(_END, "</mark>")
        for field, texts in highlight.items()
    }


def read_as(hits: Sequence[Hit], typed: Sequence[str]) -> str:
    """The words of the offers that were taken for those typed, from what the best offer marks."""
    marked = [word for hit in hits[:1] for text in hit.marked.values() for word in _words(text)]
    taken = [min(marked, key=lambda one: OSA.distance(one, word), default=word) for word in typed]
    return " ".join(taken) if marked else ""


def _words(text: str) -> list[str]:
    return [fold(word) for word in re.findall("<mark>(.*?)</mark>", text)]


def _names(search: Search, fields: Iterable[str]) -> list[str]:
    """These fields in the languages that the page finds."""
    return [f"{language}.{field}" for language in languages_of(search.language) for field in fields]


def _forgiven(word: str, fields: Sequence[str]) -> Query:
    return Q("multi_match", query=word, fields=fields, fuzziness="AUTO:4,8", prefix_length=1)


def _term(term: Term, search: Search) -> Query:
    queries = []
    for field, own, other in parts_of_term(term, search.terms):
        names = _names(search, [field])
        queries.append(_constant([any_of(term.own, name) for name in names], own))
        if term.others:
            found = [query for name in names for query in any_phrase(term.others, name)]
            queries.append(_constant(found, other))
    return Q("dis_max", queries=queries, tie_breaker=TIE)


def _constant(queries: list[Query], boost: float) -> Query:
    found = queries[0] if len(queries) == 1 else Q("bool", should=queries)
    return Q("constant_score", filter=found, boost=boost)


def any_of(words: Iterable[str], name: str) -> Query:
    return Q("match", **{name: {"query": " ".join(words), "operator": "or"}})


def any_phrase(phrases: Iterable[Sequence[str]], name: str) -> Iterable[Query]:
    """Each of these, the single words at once."""
    distinct = dict.fromkeys(map(tuple, phrases))
    if single := [phrase[0] for phrase in distinct if len(phrase) == 1]:
        yield any_of(single, name)
    for phrase in distinct:
        if len(phrase) > 1:
            # Little words leave a hole where they were: "aide au logement" holds "aide logement".
            yield Q("match_phrase", **{name: {"query": " ".join(phrase), "slop": SLOP}})
