"""What a page of offers shows: two groups, filters, and what to do when there is little."""

from dataclasses import replace

from django.utils import timezone

from portal.asking import theme_names
from portal.filters import YES, Labels, chosen
from portal.journey.filtering import Chip, chips, groups
from portal.journey.nearby import info_jeunes_offer, nearest_to
from portal.journey.visit import ANSWER, Asked, Visit
from portal.listing import show
from portal.relaxing import FEW, Way, is_few
from portal.searching import GROUP_SIZE, Reading, find_in_groups
from portal.territories import centre_of
from portal.widening import widen
from search.query import Results
from tenants.geography.suggest import named
from themes.emergency import EMERGENCY_NUMBERS

MAX_PAGE = 50
MOST_ORGANISATIONS = 30
MOST_NAMESAKES = 2


def found_context(request, visit: Visit, reading: Reading, asked: Asked | None = None) -> dict:
    """`visit` is where the search is in force, its filters and answers those that count."""
    now = timezone.now()
    pages = {name: read_page(request.GET.get(name, "1")) for name in ("near_page", "far_page")}
    found = find_in_groups(reading.search(now), **pages)
    results = found.results
    themes = theme_names(visit.territory)
    labels = Labels(themes, reading.wanted.filters.theme, _organisations(visit, results.facets))
    few = is_few(results)
    questionnaire = asked.questionnaire if asked else None
    tried = (
        widen(reading, found.search, results, questionnaire, in_theme=asked is not None)
        if few
        else []
    )
    widened = next((one for one in tried if one.way.here), None)

    def shown(hits):
        return [_show(hit, visit, asked, now) for hit in hits]

    listed = {hit.key for hit in found.near + found.far}
    beside = [hit for hit in widened.results.hits if hit.key not in listed] if widened else []

    return {
        "visit": visit,
        "reading": reading,
        "results": results,
        "near": shown(found.near),
        "far": shown(found.far),
        "near_pager": pager(visit, pages, "near_page", results.near_count),
        "far_pager": pager(visit, pages, "far_page", results.far_count),
        "here": visit.changed({}),
        "together_kept": _kept_for_several(visit, listed | {hit.key for hit in beside}),
        "few": few,
        "filters": groups(visit, results.facets, labels, in_theme=asked is not None),
        "filters_count": len(chosen(visit.filters)),
        "chips": chips(visit, labels),
        "cleared": visit.changed({name: "" for name, _value in visit.filters.pairs}),
        "kept": [pair for pair in visit.pairs if pair not in visit.filters.pairs],
        "widened": widened
        and {
            "said": widened.way.said(widened.count, results.count),
            "offers": shown(beside),
            "count": widened.count,
            "address": visit.changed(widened.way.changes),
        },
        "widened_first": not results.count
        or (not results.near_count and widened is not None and widened.way.kind == "distance"),
        "ways_on": [
            {
                "label": one.way.label,
                "count": one.count,
                "address": _address(request, visit, reading, one.way),
            }
            for one in tried
            if one is not widened
        ],
        **(_humans(visit, now) if results.count < FEW else {}),
    }


def place_context(visit: Visit, reading: Reading, results: Results) -> dict:
    """The chip of the place with the ways to do without it, and what the words were taken for: by
    the vocabulary, else by an engine that found little with them as they are."""
    read_as = reading.read.read_as or results.read_as
    return {
        "read_as": read_as,
        "as_typed": visit.changed({"exact": YES}),
        **(_chip_of_place(visit, reading) if visit.place else {}),
    }


def _chip_of_place(visit: Visit, reading: Reading) -> dict:
    off = {"place": "no"} if reading.place_is_named else {}
    chip = Chip(reading.place_name, visit.changed({"commune": "", "from": "", **off}))
    found = {"place_chip": chip, "namesakes": [], "back": None}
    if not reading.place_is_named:
        return found
    words = reading.read.place_words.split()
    others = [one for one in named(words) if one.code != visit.place.code][:MOST_NAMESAKES]
    if others:
        found["place_chip"] = Chip(_with_departement(visit.place), chip.without)
    found["namesakes"] = [
        Chip(_with_departement(one), visit.changed({"commune": one.code, "from": ""}))
        for one in others
    ]
    if visit.former:
        changes = {"q": reading.words_alone, "commune": visit.former.code, "from": ""}
        found["back"] = Chip(visit.former.name, visit.changed(changes))
    return found


def _with_departement(place) -> str:
    return f"{place.name} ({place.departement_name})"


def urgent_numbers(keys) -> list:
    return [EMERGENCY_NUMBERS[key] for key in keys]


def read_page(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()):
        return 1
    # More digits than any page has: not even read as a number.
    return min(max(int(typed[:4]), 1), MAX_PAGE)


def pager(visit: Visit, pages: dict[str, int], name: str, count: int) -> dict[str, str]:
    """The addresses of the pages before and after in one group; the other group stays."""
    page = pages[name]
    last = min(-(-count // GROUP_SIZE), MAX_PAGE)

    def address(number):
        numbers = {**pages, name: number}
        return visit.changed({one: str(at) if at > 1 else "" for one, at in numbers.items()})

    found = {}
    if page > 1:
        found["before"] = address(min(page - 1, max(last, 1)))
    if page < last:
        found["after"] = address(page + 1)
    return found


def _kept_for_several(visit: Visit, listed: set[str]) -> list[tuple[str, str]]:
    """What goes to the page of several offers beside those ticked in this list: the place, the
    answers, and the offers that were chosen elsewhere."""
    return [
        (name, value)
        for name, value in visit.pairs
        if name == "commune" or name.startswith(ANSWER) or (name == "offer" and value not in listed)
    ]


def _show(hit, visit: Visit, asked: Asked | None, now):
    return show(
        hit,
        place=visit.place,
        answers=asked.answers if asked else {},
        questionnaire=asked.questionnaire if asked else None,
        now=now,
    )


def _organisations(visit: Visit, facets) -> list[int]:
    counted = list((facets or {}).get("organisation", {}))[:MOST_ORGANISATIONS]
    return [int(one) for one in {*counted, str(visit.filters.organisation or "")} if one]


def _address(request, visit: Visit, reading: Reading, way: Way) -> str:
    if way.neighbour is None:
        return visit.changed(way.changes)
    there = replace(visit, words=reading.words_alone, former=None)
    return f"{way.neighbour.url}{request.path}{there.changed(way.changes)}"


def _humans(visit: Visit, now) -> dict:
    """Who listens and looks with somebody, whatever it is about. Where nobody says where they are,
    those of the territory, no distance told."""
    place = visit.place or centre_of(visit.territory)
    human = info_jeunes_offer(visit, now) if visit.place else None
    near_by = nearest_to(place) if place else []
    somebody = bool(human or near_by or visit.territory.phone or not visit.place)
    return {"somebody": somebody, "human": human, "near_by": near_by}
