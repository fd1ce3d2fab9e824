"""The full engine: one request to Elasticsearch for a page of results and its counts."""

from elasticsearch import Elasticsearch
from elasticsearch.dsl import A, Q
from elasticsearch.dsl import Search as Request
from elasticsearch.dsl.query import Query

from search.decision import NEAR_KM, Tier
from search.engines import page_bounds
from search.fairness import MODULUS, factor_of
from search.query import Hit, Results, Search
from search.words import MIN_PREFIX, read_words, words_needed
from tenants.geography.suggest import Place

# Elasticsearch refuses to page deeper; nobody reads there.
DEEPEST = 10_000
# One step between two groups of results: above any score of words, and small enough that a 32-bit
# score still tells two texts apart.
TIER_STEP = 10_000

STEMMED = ["title^3", "summary^2", "organisation^2", "body"]
EXACT = ["title.plain^2", "summary.plain", "organisation.plain"]
BEGUN = ["title.start", "summary.start^0.6", "organisation.start^0.6"]
MISTYPED = ["title.plain^3", "summary.plain^2", "organisation.plain^2", "body.plain"]


class ElasticEngine:
    name = "elasticsearch"

    def __init__(self, client: Elasticsearch, index: str):
        self.client = client
        self.index = index

    def find(self, search: Search) -> Results:
        """One request; a second one, that forgives typos, when words find nothing at all."""
        words = read_words(search.words)
        results = self._ask(search, _all_words(words))
        if words and not results.count:
            return self._ask(search, _mistyped_words(words))
        return results

    def _ask(self, search: Search, text: Query | None) -> Results:
        answer = self.client.search(
            index=self.index, allow_partial_search_results=False, **request_body(search, text)
        )
        total = answer["hits"]["total"]["value"]
        near = answer["aggregations"]["near"]["doc_count"]
        return Results(
            hits=tuple(_hit(hit, search) for hit in answer["hits"]["hits"]),
            near_count=near,
            far_count=total - near,
            engine=self.name,
        )


def request_body(search: Search, text: Query | None = None) -> dict:
    """The whole request of one page of results, as `Elasticsearch.search` takes it."""
    offset, size = page_bounds(search)
    if offset + size > DEEPEST:
        offset = size = 0
    near = near_query(search.place)
    request = (
        Request()
        .query("bool", filter=filters(search), must=[text] if text else [], should=[tiers(near)])
        .sort(*_sorting(search))
        .extra(track_total_hits=True)[offset : offset + size]
    )
    request.aggs.metric("near", A("filter", near))
    return request.to_dict()


def filters(search: Search) -> list[Query]:
    """The rule of search.decision.applies, as filters."""
    day = search.day.isoformat()
    clauses = [
        Q("term", shown_in=search.language),
        ~Q("range", starts_on={"gt": day}),
        ~Q("range", ends_on={"lt": day}),
    ]
    if search.territories is not None:
        clauses.append(Q("terms", territory=sorted(search.territories)))
    if search.theme:
        clauses.append(Q("term", theme=search.theme))
    if search.mode:
        clauses.append(Q("term", modes=search.mode))
    if search.place is not None:
        codes = list(search.place.place_codes)
        clauses += [Q("terms", included=codes), ~Q("terms", excluded=codes)]
    for question, answer in search.answers.items():
        if isinstance(answer, int):
            clauses.append(~_refused_number(question, answer))
        elif answer:
            accepted = [f"{question}={choice}" for choice in sorted(answer)]
            clauses.append(~Q("term", constrained=question) | Q("terms", accepted=accepted))
    if search.near is not None:
        near = near_query(search.place)
        clauses.append(near if search.near else ~near)
    return clauses


def near_query(place: Place | None) -> Query:
    if place is None:
        return Q("term", near=True)
    reached = Q("geo_distance", distance=f"{NEAR_KM}km", points=_position(place))
    return Q("bool", should=[Q("term", modes="at_home"), reached], minimum_should_match=1)


def tiers(near: Query) -> Query:
    """The group of search.decision.tier, as the thousands of the score."""
    anywhere = Q("bool", should=[Q("term", modes="remote"), ~Q("exists", field="points")])
    return Q(
        "dis_max",
        queries=[
            Q("constant_score", filter=near, boost=TIER_STEP * Tier.NEAR),
            Q("constant_score", filter=anywhere, boost=TIER_STEP * Tier.EVERYWHERE),
        ],
    )


def _refused_number(question: str, value: int) -> Query:
    outside = Q("range", numbers__minimum={"gt": value}) | Q(
        "range", numbers__maximum={"lt": value}
    )
    asked = Q("term", numbers__question=question)
    return Q("nested", path="numbers", query=Q("bool", filter=[asked, outside]))


def _all_words(words: tuple[str, ...]) -> Query | None:
    if not words:
        return None
    clauses = [_word(word, may_go_on=word == words[-1]) for word in words]
    return Q("bool", should=clauses, minimum_should_match=words_needed(len(words)))


def _word(word: str, *, may_go_on: bool) -> Query:
    """Scored as if the fields were one text: a word is no better for being rare in summaries."""
    begun = BEGUN if may_go_on and len(word) >= MIN_PREFIX else []
    return Q(
        "dis_max",
        queries=[
            Q("combined_fields", query=word, fields=STEMMED),
            Q("multi_match", query=word, fields=EXACT + begun, type="cross_fields"),
        ],
        tie_breaker=0.2,
    )


def _mistyped_words(words: tuple[str, ...]) -> Query:
    """AUTO:4,8: a word of three letters is a name (CAF, APL, RSA) and forgives nothing."""
    clauses = [
        Q("multi_match", query=word, fields=MISTYPED, fuzziness="AUTO:4,8", prefix_length=1)
        for word in words
    ]
    return Q("bool", should=clauses, minimum_should_match=words_needed(len(words)))


def _sorting(search: Search) -> list[dict]:
    drawn = {
        "_script": {
            "type": "number",
            "script": {
                "source": "doc['seed'].value * params.factor % params.modulus",
                "params": {"factor": factor_of(search.day), "modulus": MODULUS},
            },
        }
    }
    score = {"_score": {"order": "desc"}}
    if search.place is None:
        return [score, drawn, {"key": {"order": "asc"}}]
    distance = {"_geo_distance": {"points": _position(search.place), "unit": "km", "mode": "min"}}
    return [score, distance, drawn, {"key": {"order": "asc"}}]


def _position(place: Place) -> dict:
    return {"lat": place.lat, "lon": place.lon}


def _hit(hit: dict, search: Search) -> Hit:
    card = hit["_source"]["card"]
    # An offer without points answers "Infinity".
    kilometres = float(hit["sort"][1]) if search.place is not None else float("inf")
    return Hit(hit["_id"], card, None if kilometres == float("inf") else round(kilometres, 1))
