"""Names that begin as what is typed, from the catalogue itself: what suggests when Elasticsearch
does not. The rule is that of search.beginnings; then the near ones, then the daily draw."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, F, IntegerField, Max, Min, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Mod

from search.beginnings import BEGUN, BESIDE, SYNONYM, WHOLE, beginning
from search.decision import Tier, near_km
from search.engines import Begun, begun_offer, begun_organisation
from search.engines.postgres import applicable, distance_from, true_where
from search.fairness import MODULUS, factor_of
from search.language.stems import languages_of, stem
from search.language.understanding import Term
from search.models import CatalogueOffer
from search.query import Search
from search.texts import NAMES, STEM_SIGN

TITLE, ORGANISATION = NAMES["title"], NAMES["organisation"]


@dataclass(frozen=True)
class Level:
    """What a name holds, as alternatives of a tsquery, and what that is worth."""

    worth: int
    queries: Sequence[str]


def suggest_from_postgresql(search: Search, limit: int) -> Begun:
    """Offers and organisations for the terms of `search`; four queries."""
    return Begun(
        tuple(begun_offer(key, card) for key, card in _offers(search, limit)),
        tuple(begun_organisation(card) for _key, card in _organisations(search, limit)),
    )


def _offers(search: Search, limit: int) -> list[tuple[str, dict]]:
    titled = [_levels(term, TITLE, search) for term in search.terms]
    beside = [_levels(term, ORGANISATION, search)[:2] for term in search.terms]
    terms = [
        sorted(
            [*title, *(Level(BESIDE, level.queries) for level in organisation)],
            key=lambda level: -level.worth,
        )
        for title, organisation in zip(titled, beside, strict=True)
    ]
    found = _answering(search, terms).filter(_holding(_any_of(titled)))
    order = found.annotate(draw=_draw(F("seed"), search)).order_by(
        "-answered", "-tier", "draw", "key"
    )
    return _cards(order.values_list("pk", flat=True)[:limit])


def _organisations(search: Search, limit: int) -> list[tuple[str, dict]]:
    terms = [_levels(term, ORGANISATION, search) for term in search.terms]
    order = (
        _answering(search, terms)
        .values("organisation_id")
        .annotate(best=Max("answered"), near=Max("tier"), one=Min("pk"))
        .annotate(draw=_draw(F("organisation_id"), search))
        .order_by("-best", "-near", "draw", "organisation_id")
    )
    return _cards(order.values_list("one", flat=True)[:limit])


def _cards(rows) -> list[tuple[str, dict]]:
    """(key, card) of these rows, in their order: read apart, so that only what is shown is
    unpacked."""
    keys = list(rows)
    found = CatalogueOffer.objects.only("key", "card").in_bulk(keys)
    return [(found[pk].key, found[pk].card) for pk in keys]


def _answering(search: Search, terms: Sequence[Sequence[Level]]):
    """Offers that apply and answer enough of the terms: `answered` is how well, `tier` how near."""
    offers = applicable(search)
    every = search.terms_needed == len(terms)
    # The index finds them by all the words when all are needed, else by any.
    for queries in [_any_of([one]) for one in terms] if every else [_any_of(terms)]:
        offers = offers.filter(_holding(queries))
    found = [_best(levels) for levels in terms]
    if not every:
        held = sum((_best(levels, worth=1) for levels in terms), Value(0))
        offers = offers.annotate(held=held).filter(held__gte=search.terms_needed)
    return offers.annotate(answered=sum(found, Value(0)), tier=_tier(search))


def _best(levels: Sequence[Level], worth: int | None = None) -> Case:
    whens = [
        When(_holding(level.queries), then=Value(worth or level.worth))
        for level in levels
        if level.queries
    ]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _holding(queries: Sequence[str]) -> Q:
    return Q(true_where("starts @@ %s::tsquery", " | ".join(queries)))


def _any_of(terms: Sequence[Sequence[Level]]) -> list[str]:
    return [query for levels in terms for level in levels for query in level.queries]


def _levels(term: Term, sign: str, search: Search) -> list[Level]:
    """Stems and words hold letters and digits only, so that nothing in them is query syntax."""
    word = term.own[0]
    phrases = {
        tuple(stem(one, language) for one in phrase)
        for phrase in term.others
        for language in languages_of(search.language)
    }
    stems = {stem(word, language) for language in languages_of(search.language)}
    return [
        Level(WHOLE, [_stem(one, sign) for one in sorted(stems)]),
        Level(BEGUN, [f"'{sign}{beginning(word)}':*"]),
        Level(
            SYNONYM,
            [
                "(" + " <-> ".join(_stem(one, sign) for one in phrase) + ")"
                for phrase in sorted(phrases)
            ],
        ),
    ]


def _stem(one: str, sign: str) -> str:
    return f"'{sign}{STEM_SIGN}{one}'"


def _tier(search: Search) -> Case:
    """search.decision.tier in SQL."""
    near = Q(modes__contains=["at_home"])
    if search.place is None:
        near |= Q(near=True)
    else:
        near |= Q(true_where(*_within(search)))
    return Case(
        When(near, then=Value(int(Tier.NEAR))),
        When(Q(modes__contains=["remote"]) | Q(near=False), then=Value(int(Tier.EVERYWHERE))),
        default=Value(int(Tier.FAR_AWAY)),
        output_field=IntegerField(),
    )


def _within(search: Search) -> tuple:
    """A row without points is at no distance: near no place."""
    distance = distance_from(search.place)
    return f"coalesce({distance.sql} <= %s, false)", *distance.params, near_km(search)


def _draw(number: Combinable, search: Search) -> Combinable:
    drawn = Cast(number, BigIntegerField()) * Value(factor_of(search.day))
    return Mod(drawn, Value(MODULUS), output_field=BigIntegerField())
