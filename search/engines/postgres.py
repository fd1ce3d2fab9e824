"""The embedded engine: one SQL statement over the catalogue, and what answers when Elasticsearch
does not."""

import json
from functools import reduce
from operator import add, or_

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, FloatField, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, Round

from search.decision import NEAR_KM, Tier
from search.engines import page_bounds
from search.fairness import MODULUS, factor_of
from search.models import SEARCH_CONFIG, CatalogueOffer
from search.query import Hit, Results, Search
from search.words import MIN_PREFIX, read_words, words_needed
from tenants.geography.distance import EARTH_RADIUS_KM

# What is formatted into it are numbers of ours; what comes from outside is in the parameters of
# `found`. That part is computed once: groups, counts and order all read its distances.
STATEMENT = """
WITH found AS MATERIALIZED ({found}),
grouped AS MATERIALIZED (
    SELECT found.*, CASE
        WHEN at_home OR (near AND {reached}) THEN {near}
        WHEN remote OR NOT near THEN {everywhere}
        ELSE {far_away}
    END AS tier
    FROM found
),
kept AS (SELECT * FROM grouped WHERE {only}),
counted AS (
    SELECT count(*) FILTER (WHERE tier = {near}) AS near_count, count(*) AS total FROM kept
),
page AS (
    SELECT id, distance, row_number() OVER (
        ORDER BY tier DESC, relevance DESC, distance NULLS LAST,
            seed::bigint * {factor} %% {modulus}, key
    ) AS position
    FROM kept ORDER BY position LIMIT {size} OFFSET {offset}
)
SELECT near_count, total, offer.key, offer.card, page.distance
FROM counted
LEFT JOIN (page JOIN search_catalogueoffer AS offer USING (id)) ON true
ORDER BY page.position
"""
ONLY = {None: "true", True: f"tier = {Tier.NEAR:d}", False: f"tier <> {Tier.NEAR:d}"}

# tenants.geography.distance in SQL: from (latitude, longitude) to a row's closest point. Nearly all
# rows have one point or none, and are spared the subquery.
_HAVERSINE = (
    f"2 * {EARTH_RADIUS_KM} * asin(least(1, sqrt(sin(radians({{lat}} - %s) / 2) ^ 2 + "
    "cos(radians({lat})) * cos(radians(%s)) * sin(radians({lon} - %s) / 2) ^ 2)))"
)
_CLOSEST = """
CASE cardinality(latitudes) WHEN 0 THEN NULL WHEN 1 THEN {only}
ELSE (SELECT min({each}) FROM unnest(latitudes, longitudes) AS point (lat, lon)) END
"""
NEAREST = _CLOSEST.format(
    only=_HAVERSINE.format(lat="latitudes[1]", lon="longitudes[1]"),
    each=_HAVERSINE.format(lat="lat", lon="lon"),
)


class PostgresEngine:
    name = "postgresql"

    def find(self, search: Search) -> Results:
        """One SQL statement. Always says `simplified`: it knows no facets and forgives no typo."""
        try:
            statement, params = page_statement(search)
        except EmptyResultSet:
            # Django knows that nothing can apply: no territory at all, for one.
            return Results((), 0, 0, engine=self.name, simplified=True)
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            rows = cursor.fetchall()
        near_count, total = rows[0][:2]
        return Results(
            # No hit on this page: the counts come alone.
            hits=tuple(_hit(*row[2:]) for row in rows if row[2] is not None),
            near_count=near_count,
            far_count=total - near_count,
            engine=self.name,
            simplified=True,
        )


def page_statement(search: Search) -> tuple[str, tuple]:
    """The whole SQL statement of one page of results, and its parameters."""
    found, params = _found(search).query.sql_with_params()
    offset, size = page_bounds(search)
    statement = STATEMENT.format(
        found=found,
        reached="true" if search.place is None else f"distance <= {NEAR_KM}",
        only=ONLY[search.near],
        near=int(Tier.NEAR),
        everywhere=int(Tier.EVERYWHERE),
        far_away=int(Tier.FAR_AWAY),
        factor=factor_of(search.day),
        modulus=MODULUS,
        offset=offset,
        size=size,
    )
    return statement, params


def applicable(search: Search) -> QuerySet[CatalogueOffer]:
    """The rule of search.decision.applies as a filter; the groups and the words apart."""
    offers = (
        CatalogueOffer.objects.live()
        .shown_in(search.language)
        .usable_on(search.day)
        .of_territories(search.territories)
    )
    if search.theme:
        offers = offers.filter(theme=search.theme)
    if search.mode:
        offers = offers.filter(modes__contains=[search.mode])
    if search.place is not None:
        offers = offers.covering(search.place.place_codes)
    for question, answer in search.answers.items():
        if isinstance(answer, int):
            offers = _accepting_number(offers, question, answer)
        elif answer:
            accepted = [f"{question}={choice}" for choice in sorted(answer)]
            offers = offers.filter(
                ~Q(constrained__contains=[question]) | Q(accepted__overlap=accepted)
            )
    return offers


def _accepting_number(offers, question, value):
    """A missing bound is open: it is taken to be the value itself."""
    bounds = KeyTransform(question, "criteria")
    given = Value(float(value))

    def bound(name):
        return Coalesce(Cast(KeyTextTransform(name, bounds), FloatField()), given)

    return offers.alias(at_least=bound("min"), at_most=bound("max")).filter(
        at_least__lte=value, at_most__gte=value
    )


def _found(search: Search) -> QuerySet:
    offers, relevance = _holding_words(applicable(search), read_words(search.words))
    return offers.values(
        "id",
        "key",
        "near",
        "seed",
        at_home=Q(modes__contains=["at_home"]),
        remote=Q(modes__contains=["remote"]),
        relevance=relevance,
        distance=_distance(search.place),
    )


def _holding_words(offers, words):
    if not words:
        return offers, Value(0)
    queries = [_query(word, may_go_on=word == words[-1]) for word in words]
    held = [
        Case(When(vector=query, then=1), default=0, output_field=IntegerField())
        for query in queries
    ]
    needed = words_needed(len(words))
    any_of_them = reduce(or_, queries)
    offers = offers.filter(vector=any_of_them).alias(held=reduce(add, held))
    # Rounded, so that two texts that answer as well are told apart by distance.
    return offers.filter(held__gte=needed), Round(SearchRank(F("vector"), any_of_them), 2)


def _query(word, *, may_go_on):
    """A word holds letters and digits only, so that nothing in it is query syntax."""
    exact = SearchQuery(word, config=SEARCH_CONFIG, search_type="plain")
    if not may_go_on or len(word) < MIN_PREFIX:
        return exact
    # The vector also holds the unstemmed words of titles: "forme" begins no "formation".
    return exact | SearchQuery(f"{word}:*", config="simple", search_type="raw")


def _distance(place):
    if place is None:
        return Value(None, output_field=FloatField())
    from_place = (place.lat, place.lat, place.lon)
    return RawSQL(NEAREST, from_place * 2, output_field=FloatField())  # noqa: S611 - our own text


def _hit(key, card, distance):
    return Hit(key, json.loads(card), None if distance is None else round(distance, 1))
