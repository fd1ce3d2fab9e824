"""The full engine: one request to Elasticsearch for a page of results, its counts and facets.

The rule is that of search.decision and the order that of search.ranking, term by term.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from elasticsearch import Elasticsearch
from elasticsearch.dsl import A, Q
from elasticsearch.dsl import Search as Request
from elasticsearch.dsl.query import Query

from search.decision import Tier, near_km
from search.engines import page_bounds
from search.engines.elastic_facets import facet_aggregations, read_facets
from search.engines.elastic_filters import applicable, chosen, near_query, position_of
from search.engines.elastic_words import (
    MARKING,
    Words,
    all_words,
    mistyped_words,
    read_as,
    read_marks,
)
from search.fairness import MODULUS, factor_of
from search.query import Hit, Results, Search
from search.ranking import (
    DISTANCE,
    FRESH_DAYS,
    FRESHNESS,
    HALF_DISTANCE_KM,
    HALF_FRESHNESS_DAYS,
    RESPONSIVENESS,
    ROOM,
    UNKNOWN_FRESHNESS,
    near_weight,
)
from tenants.geography.suggest import Place

# Elasticsearch refuses to page deeper; nobody reads there.
DEEPEST = 10_000
# So few results call for a second look, that forgives typing errors.
LITTLE = 3


class ElasticEngine:
    name = "elasticsearch"

    def __init__(self, client: Elasticsearch, index: str):
        self.client = client
        self.index = index

    def find(self, search: Search) -> Results:
        """One request; a second one, that forgives typing errors, when words find little."""
        results = self._ask(search, all_words(search))
        if search.typed and results.count < LITTLE:
            forgiven = self._ask(search, mistyped_words(search))
            if forgiven.count > results.count:
                return replace(forgiven, read_as=read_as(forgiven.hits, search.typed))
        return results

    def _ask(self, search: Search, words: Words | None):
        body = request_body(search, words)
        answer = self.client.search(index=self.index, allow_partial_search_results=False, **body)
        counted = answer["aggregations"]["counted"]
        near = counted["near"]["doc_count"]
        hits = answer["hits"]["hits"]
        return Results(
            hits=tuple(_hit(hit, search.place) for hit in hits),
            near_count=near,
            far_count=counted["doc_count"] - near,
            engine=self.name,
            facets=read_facets(answer["aggregations"]) if search.with_facets else None,
        )


def request_body(search: Search, words: Words | None) -> dict:
    """The whole request of one page of results, as `Elasticsearch.search` takes it."""
    offset, size = page_bounds(search)
    if offset + size > DEEPEST:
        offset = size = 0
    near = near_query(search.place, near_km(search))
    filters = chosen(search)
    every = [one for queries in filters.values() for one in queries]
    # Without facets nobody counts what a filter leaves out: it leaves it out from the start.
    at_once, afterwards = ([], every) if search.with_facets else (every, [])
    matching = Q(
        "bool",
        filter=[*applicable(search), *at_once],
        must=[words.query] if words else [],
        should=[groups(near, near_weight(search.terms))],
    )
    request = (
        Request()
        .query(
            "function_score",
            query=matching,
            functions=_known_parts(search),
            score_mode="sum",
            boost_mode="sum",
        )
        .sort(*_order(search))
        .extra(track_total_hits=False)[offset : offset + size]
    )
    group = [] if search.near is None else [near if search.near else ~near]
    if afterwards or group:
        request = request.post_filter("bool", filter=[*afterwards, *group])
    counted = request.aggs.bucket("counted", A("filter", Q("bool", filter=afterwards)))
    counted.metric("near", A("filter", near))
    if search.with_facets:
        for name, aggregation in facet_aggregations(search, filters).items():
            request.aggs.bucket(name, aggregation)
    for name, marked in words.marks.items() if words else ():
        request = request.highlight(name, highlight_query=marked.to_dict(), **MARKING)
    return request.to_dict()


def groups(near: Query, weight: float) -> Query:
    """The group of search.decision.tier, as a part of the score."""
    anywhere = Q("bool", should=[Q("term", modes="remote"), ~Q("exists", field="points")])
    return Q(
        "dis_max",
        queries=[
            Q("constant_score", filter=near, boost=weight * Tier.NEAR),
            Q("constant_score", filter=anywhere, boost=weight * Tier.EVERYWHERE),
        ],
    )


def _known_parts(search: Search) -> list[dict]:
    """search.ranking.score without the words."""
    freshness = {
        "origin": search.day.isoformat(),
        "offset": f"{FRESH_DAYS}d",
        "scale": f"{HALF_FRESHNESS_DAYS}d",
        "decay": 0.5,
    }
    verified = {"exists": {"field": "verified_on"}}
    parts = [
        {"filter": verified, "exp": {"verified_on": freshness}, "weight": FRESHNESS},
        {
            "filter": {"bool": {"must_not": [verified]}},
            "weight": FRESHNESS * UNKNOWN_FRESHNESS,
        },
        {"field_value_factor": {"field": "responsiveness"}, "weight": RESPONSIVENESS},
        {"field_value_factor": {"field": "room"}, "weight": ROOM},
    ]
    if search.place is not None:
        closeness = {
            "points": {
                "origin": position_of(search.place),
                "scale": f"{HALF_DISTANCE_KM}km",
                "decay": 0.5,
            },
            "multi_value_mode": "min",
        }
        there = {"exists": {"field": "points"}}
        parts.append({"filter": there, "exp": closeness, "weight": DISTANCE})
    return parts


def _order(search: Search) -> Iterable[dict]:
    """The score, the daily draw between equals, and the distance, which decides nothing there: it
    is told with each hit."""
    yield {"_score": {"order": "desc"}}
    yield draw_of("seed", search.day)
    yield {"key": {"order": "asc"}}
    if search.place is not None:
        position = position_of(search.place)
        yield {"_geo_distance": {"points": position, "unit": "km", "mode": "min"}}


def draw_of(field: str, day: date) -> dict:
    """The daily draw of search.fairness between equals, on a number of theirs."""
    drawn = {
        "source": "doc[params.field].value * params.factor % params.modulus",
        "params": {"field": field, "factor": factor_of(day), "modulus": MODULUS},
    }
    return {"_script": {"type": "number", "script": drawn}}


def _hit(hit: dict, place: Place | None) -> Hit:
    # An offer without points answers "Infinity".
    kilometres = float(hit["sort"][-1]) if place is not None else float("inf")
    return Hit(
        key=hit["_id"],
        card=hit["_source"]["card"],
        distance_km=None if kilometres == float("inf") else round(kilometres, 1),
        score=hit["sort"][0],
        marked=read_marks(hit.get("highlight", {})),
    )
