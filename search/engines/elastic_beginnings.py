"""Names that begin as what is typed, from Elasticsearch: two small requests.

The rule is that of search.beginnings; then the near ones, then the daily draw.
"""

from collections.abc import Iterable

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query

from search.beginnings import BEGUN, BESIDE, SYNONYM, WHOLE, beginning
from search.decision import Tier, near_km
from search.engines import Begun, begun_offer, begun_organisation
from search.engines.elastic import draw_of, groups
from search.engines.elastic_filters import applicable, near_query
from search.engines.elastic_words import any_of, any_phrase
from search.language.stems import languages_of
from search.language.understanding import Term
from search.query import Search

# Above any group: words come first.
WORD_STEP = max(Tier) + 1


def suggest_from_elasticsearch(
    client: Elasticsearch, index: str, search: Search, limit: int
) -> Begun:
    """Offers and organisations for the terms of `search`. Raises what the client raises."""
    offers = [_offer(term, search) for term in search.terms]
    titled = Q("bool", should=[_any(term, "title", search) for term in search.terms])
    organisations = [_name(term, "organisation", search) for term in search.terms]

    def ask(words: list[Query], also: list[Query], drawn: str, **more) -> list:
        answer = client.search(
            index=index,
            allow_partial_search_results=False,
            track_total_hits=False,
            size=limit,
            source=["card.title", "card.organisation", "card.territory"],
            query=_matching(search, words, also).to_dict(),
            sort=[{"_score": "desc"}, draw_of(drawn, search.day), {"key": "asc"}],
            **more,
        )
        return answer["hits"]["hits"]

    found = ask(offers, [titled], "seed")
    run_by = ask(organisations, [], "organisation", collapse={"field": "organisation"})
    return Begun(
        tuple(begun_offer(hit["_id"], hit["_source"]["card"]) for hit in found),
        tuple(begun_organisation(hit["_source"]["card"]) for hit in run_by),
    )


def _matching(search: Search, words: list[Query], also: list[Query]) -> Query:
    near = near_query(search.place, near_km(search))
    return Q(
        "bool",
        filter=[*applicable(search), *also],
        must=[Q("bool", should=words, minimum_should_match=search.terms_needed)],
        should=[groups(near, 1)],
    )


def _offer(term: Term, search: Search) -> Query:
    beside = [*_whole(term, "organisation", search), *_begun(term, "organisation", search)]
    return Q(
        "dis_max",
        queries=[*_levels(term, "title", search), _worth(beside, BESIDE)],
        tie_breaker=0,
    )


def _name(term: Term, field: str, search: Search) -> Query:
    return Q("dis_max", queries=_levels(term, field, search), tie_breaker=0)


def _any(term: Term, field: str, search: Search) -> Query:
    return Q("bool", should=[level.filter for level in _levels(term, field, search)])


def _levels(term: Term, field: str, search: Search) -> list[Query]:
    levels = [
        _worth(_whole(term, field, search), WHOLE),
        _worth(_begun(term, field, search), BEGUN),
    ]
    if term.others:
        phrases = [one for name in _fields(field, search) for one in any_phrase(term.others, name)]
        levels.append(_worth(phrases, SYNONYM))
    return levels


def _whole(term: Term, field: str, search: Search) -> list[Query]:
    return [any_of(term.own[:1], name) for name in _fields(field, search)]


def _begun(term: Term, field: str, search: Search) -> list[Query]:
    start = beginning(term.own[0])
    return [Q("term", **{f"{name}.start": start}) for name in _fields(field, search)]


def _worth(queries: list[Query], level: int) -> Query:
    found = queries[0] if len(queries) == 1 else Q("bool", should=queries)
    return Q("constant_score", filter=found, boost=WORD_STEP * level)


def _fields(field: str, search: Search) -> Iterable[str]:
    return [f"{language}.{field}" for language in languages_of(search.language)]
