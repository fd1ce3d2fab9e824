"""Few offers or none: ways on are tried, see portal.relaxing, and those that give are kept."""

from dataclasses import dataclass, replace

from contacts.wording import answer_in_words
from portal.asking import answers_without, theme_names
from portal.filters import Labels, names_of
from portal.relaxing import ANSWER, FEW, TRIES, Known, Neighbour, Way, is_better, ways_on
from portal.searching import Reading
from portal.territories import next_door, shown_territories
from search.query import Results, Search
from search.services import find_offers, offers_by_subtheme
from tenants.geography.suggest import Place
from tenants.models import Territory
from themes.questionnaires import Questionnaire

SHOWN = 5


@dataclass(frozen=True)
class Tried:
    """A way on, and what it gives."""

    way: Way
    results: Results

    @property
    def count(self) -> int:
        """What one would see there; of the territory next door, what is near it."""
        return self.results.near_count if self.way.neighbour else self.results.count


def widen(
    reading: Reading,
    search: Search,
    results: Results,
    questionnaire: Questionnaire | None = None,
    *,
    in_theme: bool = False,
) -> list[Tried]:
    """The ways on that give something, in their order; `TRIES` searches at most. None when there
    is enough. `in_theme`: somebody chose the theme first, it stays."""
    known = known_of(reading, questionnaire, in_theme=in_theme)
    if search.subtheme and results.count < FEW:
        known = replace(known, by_subtheme=offers_by_subtheme(search, results))
    typed = search.typed if results.read_as else ()
    given: list[Tried] = []
    tried = 0
    for way in ways_on(search, results, known):
        if way.alone and any(one.way.kind == way.kind for one in given):
            continue
        if tried == TRIES:
            break
        tried += 1
        asked = replace(way.search, typed=typed, page=1, page_size=SHOWN, with_facets=False)
        # One thing at a time: the words stay as strict as they are.
        found = find_offers(replace(asked, needed=asked.terms_needed))
        if is_better(way, found, results):
            given.append(Tried(way, found))
    return given


def known_of(reading: Reading, questionnaire: Questionnaire | None, *, in_theme: bool) -> Known:
    wanted = reading.wanted
    answered = [
        question
        for question in (questionnaire.questions if questionnaire else ())
        if question.key in wanted.answers
    ]
    fewer = {
        one.key: answers_without(questionnaire, wanted.answers, one.key)
        for one in answered
        if questionnaire
    }
    organisations = [wanted.filters.organisation] if wanted.filters.organisation else []
    themes = theme_names(wanted.territory)
    labels = Labels(themes, wanted.filters.theme, organisations)
    names = names_of(wanted.filters, labels)
    names |= {
        f"{ANSWER}{one.key}": answer_in_words(one, wanted.answers[one.key]) for one in answered
    }
    return Known(
        names=names,
        without_answer=fewer,
        neighbour=neighbour_of(reading.place, wanted.territory),
        subthemes=labels.values("subtheme"),
        in_theme=in_theme,
    )


def neighbour_of(place: Place | None, territory: Territory) -> Neighbour | None:
    if place is None or (closest := next_door(place, territory)) is None:
        return None
    far, commune, other = closest
    return Neighbour(
        place=commune,
        kilometres=far,
        territory=other.name,
        slug=other.slug,
        url=other.url,
        territories=shown_territories(other) or frozenset(),
    )
