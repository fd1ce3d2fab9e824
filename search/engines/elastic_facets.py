"""What each filter would leave, its own choice excepted, counted in the same request."""

from collections.abc import Mapping

from elasticsearch.dsl import A, Q
from elasticsearch.dsl.query import Query

from search.engines.elastic_filters import TERMS, open_at, within
from search.query import DISTANCES_KM, FACETS, Search

PREFIX = "facet_"
VALUES = "values"
MOST_VALUES = 50


def facet_aggregations(search: Search, filters: Mapping[str, list[Query]]) -> dict[str, A]:
    found = {}
    for facet in FACETS:
        counted = _counted(facet, search)
        if counted is None:
            continue
        others = [one for name, queries in filters.items() if name != facet for one in queries]
        found[PREFIX + facet] = A("filter", Q("bool", filter=others), aggs={VALUES: counted})
    return found


def read_facets(aggregations: Mapping) -> dict[str, dict[str, int]]:
    """{facet: {value: number of offers one would get}}; a value that nobody has is left out."""
    return {
        name.removeprefix(PREFIX): _counts(aggregation[VALUES]["buckets"])
        for name, aggregation in aggregations.items()
        if name.startswith(PREFIX)
    }


def _counts(buckets) -> dict[str, int]:
    if isinstance(buckets, Mapping):
        return {value: bucket["doc_count"] for value, bucket in buckets.items()}
    return {
        str(bucket.get("key_as_string", bucket["key"])): bucket["doc_count"] for bucket in buckets
    }


def _counted(facet: str, search: Search):
    if facet == "within_km":
        if search.place is None:
            return None
        reached = {str(km): within(search.place, km).to_dict() for km in DISTANCES_KM}
        return A("filters", filters=reached)
    if facet == "open_now":
        if search.now is None:
            return None
        return A("filters", filters={"true": open_at(search).to_dict()})
    return A("terms", field=TERMS[facet], size=MOST_VALUES)
