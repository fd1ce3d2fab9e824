"""The embedded engine: one SQL statement over the catalogue, and what answers when Elasticsearch
does not. The rule is that of search.decision, the order that of search.ranking."""

import json
from dataclasses import replace
from functools import reduce
from itertools import combinations
from math import comb
from operator import or_

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Count, FloatField, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce

from search.decision import SCORE_DIGITS, Tier, near_km
from search.engines import page_bounds
from search.fairness import MODULUS, factor_of
from search.hours import minute_of_week
from search.language.stems import languages_of, stem
from search.language.understanding import Term
from search.models import CatalogueOffer
from search.query import Hit, Results, Search
from search.ranking import (
    DISTANCE,
    FRESH_DAYS,
    FRESHNESS,
    HALF_DISTANCE_KM,
    HALF_FRESHNESS_DAYS,
    RESPONSIVENESS,
    ROOM,
    TIE,
    UNKNOWN_FRESHNESS,
    near_weight,
    parts_of_term,
)
from search.texts import LETTERS
from tenants.geography.distance import EARTH_RADIUS_KM
from tenants.models import TIME_ZONES
from themes.matching import named_by

# To read the words of an offer takes ten times as long as to know that it holds them: of more than
# this, those that hold fewer terms, none of them in their title, or that the rest of the order puts
# last, are not looked at.
MOST_READ = 3_000
MOST_CHOICES = 20
TITLE = LETTERS["title"]
# What is formatted into it are numbers of ours; what comes from outside is in the parameters of
# `found` and of `words`. The first is computed once: groups, counts and order read its distances.
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
counted AS (
    SELECT count(*) FILTER (WHERE tier = {near}) AS near_count, count(*) AS total FROM grouped
),
known AS (
    SELECT *, {known} + {group} * tier AS known FROM grouped WHERE {only}
    ORDER BY held DESC, known DESC LIMIT {most}
),
page AS (
    SELECT id, distance, score, row_number() OVER (
        ORDER BY round(score::numeric, {digits}) DESC, seed::bigint * {factor} %% {modulus}, key
    ) AS position
    FROM (
        SELECT known.*, known + {words} AS score
        FROM known JOIN (SELECT id, vector FROM search_catalogueoffer) AS texts USING (id)
    ) AS scored
    ORDER BY position LIMIT {size} OFFSET {offset}
)
SELECT near_count, total, offer.key, offer.card, page.distance, page.score
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

# search.ranking.score in SQL, the words apart.
KNOWN = f"""
coalesce({DISTANCE} * power(0.5, distance::float8 / {HALF_DISTANCE_KM}), 0)
+ {FRESHNESS} * CASE WHEN verified_on IS NULL THEN {UNKNOWN_FRESHNESS} ELSE power(0.5,
    greatest(0, abs(%(day)s::date - verified_on) - {FRESH_DAYS}) / {HALF_FRESHNESS_DAYS}.0
  ) END
+ {RESPONSIVENESS} * responsiveness + {ROOM} * room
"""


class PostgresEngine:
    name = "postgresql"

    def find(self, search: Search) -> Results:
        """One SQL statement. Always says `simplified`: it counts no facets and marks no words."""
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


def count_by_subtheme(search: Search) -> dict[str, int]:
    """{sub-theme: offers that apply, both groups}, its own filter excepted."""
    found = _found(replace(search, subtheme="")).values("pk")
    offers = CatalogueOffer.objects.filter(pk__in=found).exclude(subtheme="").order_by()
    return dict(offers.values_list("subtheme").annotate(Count("pk")))


def page_statement(search: Search) -> tuple[str, tuple]:
    """The whole SQL statement of one page of results, and its parameters."""
    found, params = _found(search).query.sql_with_params()
    words, asked = _words_score(search) if search.terms else ("0", ())
    offset, size = page_bounds(search)
    statement = STATEMENT.format(
        found=found,
        words=words,
        most=MOST_READ if search.terms else "ALL",
        reached="true" if search.place is None else f"distance::float8 <= {near_km(search)}",
        only=ONLY[search.near],
        group=near_weight(search.terms),
        known=KNOWN % {"day": f"'{search.day.isoformat()}'"},
        digits=SCORE_DIGITS,
        near=int(Tier.NEAR),
        everywhere=int(Tier.EVERYWHERE),
        far_away=int(Tier.FAR_AWAY),
        factor=factor_of(search.day),
        modulus=MODULUS,
        offset=offset,
        size=size,
    )
    return statement, (*params, *asked)


def applicable(search: Search) -> QuerySet[CatalogueOffer]:
    """The rule of search.decision.applies as a filter; the groups and the words apart."""
    offers = (
        CatalogueOffer.objects.live()
        .shown_in(search.language)
        .usable_on(search.day)
        .of_territories(search.territories)
    )
    offers = _filtered(offers, search)
    if search.place is not None:
        offers = offers.covering(search.place.place_codes)
    for question, answer in search.answers.items():
        if isinstance(answer, int):
            offers = _accepting_number(offers, question, answer)
        elif answer:
            accepted = [f"{question}={named}" for one in answer for named in named_by(one)]
            offers = offers.filter(
                ~Q(constrained__contains=[question]) | Q(accepted__overlap=accepted)
            )
    return offers


def _filtered(offers, search: Search):
    """The filters of a page, but the distance: see `_found`."""
    equal = {
        "theme": search.theme,
        "subtheme": search.subtheme,
        "organisation_id": search.organisation,
        "free": search.free or None,
        "open_saturday": search.open_saturday or None,
    }
    held = {
        "modes": search.mode,
        "spoken": search.spoken,
        "accessibility": search.accessibility,
    }
    offers = offers.filter(**{name: value for name, value in equal.items() if value})
    offers = offers.filter(**{f"{name}__contains": [one] for name, one in held.items() if one})
    if search.open_now:
        if search.now is None:
            return offers.none()
        offers = offers.filter(reduce(or_, (_open_in(zone, search.now) for zone in TIME_ZONES)))
    return offers


def _open_in(time_zone, now):
    minute = minute_of_week(now, time_zone)
    opened = (
        "EXISTS (SELECT 1 FROM unnest(opens, closes) AS slot (opens, closes)"
        " WHERE slot.opens <= %s AND %s < slot.closes)"
    )
    return Q(true_where(opened, minute, minute), time_zone=time_zone)


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
    offers = applicable(search)
    held: Value | RawSQL = Value(0)
    if search.terms:
        queries = _queries(search)
        offers = offers.filter(_holding(queries, search.terms_needed))
        titles = [one for term in search.terms for one in _own(term, search.language, TITLE)]
        held = RawSQL(*_number_held([*queries, " | ".join(titles)]), output_field=IntegerField())  # noqa: S611 - our own text
    distance = distance_from(search.place)
    if search.within_km is not None and search.place is not None:
        offers = offers.alias(far=distance).filter(
            Q(far=None) | Q(far__lte=search.within_km) | Q(modes__overlap=["remote", "at_home"])
        )
    return offers.values(
        "id",
        "key",
        "near",
        "seed",
        "verified_on",
        "responsiveness",
        "room",
        at_home=Q(modes__contains=["at_home"]),
        remote=Q(modes__contains=["remote"]),
        held=held,
        distance=distance,
    )


def _queries(search: Search) -> list[str]:
    """Of each term, what an offer that holds it holds."""
    return [
        "(" + " | ".join(_own(term, search.language) + _others(term, search.language)) + ")"
        for term in search.terms
    ]


def _holding(queries: list[str], needed: int) -> Q:
    """Enough of the terms, anywhere. The index of the vector knows who has these together; of many
    terms, who has one at all."""
    if comb(len(queries), needed) <= MOST_CHOICES:
        together = [" & ".join(some) for some in combinations(queries, needed)]
        return Q(true_where("vector @@ %s::tsquery", " | ".join(together)))
    held, params = _number_held(queries)
    any_of_them = true_where("vector @@ %s::tsquery", " | ".join(queries))
    return Q(any_of_them) & Q(true_where(f"({held}) >= %s", *params, needed))


def _number_held(queries: list[str]) -> tuple[str, list[str]]:
    return " + ".join("(vector @@ %s::tsquery)::int" for _query in queries), queries


def true_where(condition: str, *params) -> RawSQL:
    return RawSQL(condition, params, output_field=BooleanField())  # noqa: S611 - our own text


def _words_score(search: Search) -> tuple[str, tuple]:
    """search.ranking.words_part in SQL: of each term the best field, and a part of the others."""
    sums, params = [], []
    for term in search.terms:
        scores = []
        for field, own, other in parts_of_term(term, search.terms):
            letter = LETTERS[field]
            for weight, queries in (
                (own, _own(term, search.language, letter)),
                (other, _others(term, search.language, letter)),
            ):
                if queries:
                    scores.append(f"CASE WHEN vector @@ %s::tsquery THEN {weight:.9f} ELSE 0 END")
                    params.append(" | ".join(queries))
        sums.append(_best_and_part_of_the_others(scores))
    return " + ".join(sums), tuple(params)


def _best_and_part_of_the_others(scores: list[str]) -> str:
    """One subquery, so that each score is computed once."""
    values = ", ".join(f"({one})" for one in scores)
    best = f"max(s) * {1 - TIE} + sum(s) * {TIE}"
    return f"(SELECT {best} FROM (VALUES {values}) AS score (s))"  # noqa: S608 - our own text


def _own(term: Term, language: str, letter: str = "") -> list[str]:
    """Stems hold letters and digits only, so that nothing in them is query syntax."""
    stems = {stem(word, one) for word in term.own for one in languages_of(language)}
    return [_lexeme(one, letter) for one in sorted(stems)]


def _others(term: Term, language: str, letter: str = "") -> list[str]:
    phrases = {
        tuple(stem(word, one) for word in phrase)
        for phrase in term.others
        for one in languages_of(language)
    }
    return [
        "(" + " <-> ".join(_lexeme(one, letter) for one in phrase) + ")"
        for phrase in sorted(phrases)
    ]


def _lexeme(one: str, letter: str) -> str:
    return f"'{one}':{letter}" if letter else f"'{one}'"


def distance_from(place):
    if place is None:
        return Value(None, output_field=FloatField())
    from_place = (place.lat, place.lat, place.lon)
    return RawSQL(NEAREST, from_place * 2, output_field=FloatField())  # noqa: S611 - our own text


def _hit(key, card, distance, score):
    kilometres = None if distance is None else round(distance, 1)
    return Hit(key, json.loads(card), kilometres, float(score))
