"""The rule of search.decision.applies, as filters of Elasticsearch."""

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query

from search.hours import minute_of_week
from search.query import Search
from tenants.geography.suggest import Place
from tenants.models import TIME_ZONES
from themes.matching import named_by


def applicable(search: Search) -> list[Query]:
    """What nobody can take away: the place, the day, the language, the answers, the group."""
    day = search.day.isoformat()
    clauses = [
        Q("term", shown_in=search.language),
        ~Q("range", starts_on={"gt": day}),
        ~Q("range", ends_on={"lt": day}),
    ]
    if search.territories is not None:
        clauses.append(Q("terms", sites=sorted(search.territories)))
    if search.place is not None:
        codes = list(search.place.place_codes)
        clauses += [Q("terms", included=codes), ~Q("terms", excluded=codes)]
    for question, answer in search.answers.items():
        if isinstance(answer, int):
            clauses.append(~_refused_number(question, answer))
        elif answer:
            accepted = [f"{question}={named}" for one in answer for named in named_by(one)]
            clauses.append(~Q("term", constrained=question) | Q("terms", accepted=accepted))
    return clauses


def chosen(search: Search) -> dict[str, list[Query]]:
    """The filters of a page, by the name of their facet (see search.query.FACETS)."""
    found: dict[str, list[Query]] = {}
    for name, field in TERMS.items():
        if value := getattr(search, name):
            found[name] = [Q("term", **{field: value})]
    if search.open_now:
        found["open_now"] = [open_at(search)]
    if search.within_km is not None and search.place is not None:
        found["within_km"] = [within(search.place, search.within_km)]
    return found


# Facets that are one value of one field.
TERMS = {
    "theme": "theme",
    "subtheme": "subtheme",
    "organisation": "organisation",
    "mode": "modes",
    "free": "free",
    "open_saturday": "open_saturday",
    "spoken": "spoken",
    "accessibility": "accessibility",
}


def within(place: Place, kilometres: float) -> Query:
    """Not farther than that, when one has to go there."""
    return Q(
        "bool",
        should=[
            ~Q("exists", field="points"),
            Q("terms", modes=["remote", "at_home"]),
            _reached(place, kilometres),
        ],
        minimum_should_match=1,
    )


def open_at(search: Search) -> Query:
    if search.now is None:
        return Q("match_none")
    return Q(
        "bool",
        should=[
            Q("term", time_zone=zone) & Q("term", open_minutes=minute_of_week(search.now, zone))
            for zone in TIME_ZONES
        ],
        minimum_should_match=1,
    )


def near_query(place: Place | None, kilometres: float) -> Query:
    if place is None:
        return Q("term", near=True)
    return Q(
        "bool",
        should=[Q("term", modes="at_home"), _reached(place, kilometres)],
        minimum_should_match=1,
    )


def position_of(place: Place) -> dict:
    return {"lat": place.lat, "lon": place.lon}


def _reached(place, kilometres) -> Query:
    return Q("geo_distance", distance=f"{kilometres}km", points=position_of(place))


def _refused_number(question: str, value: int) -> Query:
    outside = Q("range", numbers__minimum={"gt": value}) | Q(
        "range", numbers__maximum={"lt": value}
    )
    asked = Q("term", numbers__question=question)
    return Q("nested", path="numbers", query=Q("bool", filter=[asked, outside]))
