"""Where somebody is in the journey: all of it is in the address, nothing is kept on our side."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from contacts.wording import answers_in_words
from portal.asking import ThemeName, answers_without
from portal.filters import YES, Filters, read_filters
from portal.searching import Reading, Wanted
from portal.territories import shown_territories
from search.query import Search
from tenants.geography.suggest import Place, find
from tenants.models import Territory
from themes.matching import Answers
from themes.models import Theme
from themes.questionnaires import Question, Questionnaire

ANSWER = "answer."
# Our own pages write a dozen names in an address: what is longer was not made by them.
MAX_NAMES = 40
LONGEST_WORDS = 200
LONGEST_KEY = 80
# More than may be asked at once, so that a page can say so.
MOST_CHOSEN = 20


@dataclass(frozen=True)
class Visit:
    """What an address says: the place, the answers as typed, the words, the filters.

    `unknown` is a commune code that is none, as typed; `place` is then None. `former` is the
    commune that was chosen before the words named another. `chosen` are the offers to ask together,
    by their keys as typed.
    """

    territory: Territory
    place: Place | None = None
    raw: Mapping[str, list[str]] = field(default_factory=dict)
    words: str = ""
    filters: Filters = field(default_factory=Filters)
    unknown: str = ""
    former: Place | None = None
    place_allowed: bool = True
    as_typed: bool = False
    chosen: tuple[str, ...] = ()

    @property
    def resting(self) -> Territory | None:
        """The territory of this place, when it takes a break."""
        return Territory.objects.resting_at(self.place).first() if self.place else None

    @property
    def mode(self) -> str:
        return self.filters.mode

    def query(self, raw: Mapping[str, list[str]] | None = None, **others: str | int) -> str:
        """This visit as a query string, with other answers if given: `?commune=…&answer.age=19`."""
        pairs = [("commune", self.place.code)] if self.place else []
        for key, values in (self.raw if raw is None else raw).items():
            pairs += [(f"{ANSWER}{key}", value) for value in values]
        pairs += [("offer", key) for key in self.chosen]
        pairs += [(name, str(value)) for name, value in others.items() if value != ""]
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """All that this visit says of a search, as an address writes it."""
        flags = {
            "exact": YES if self.as_typed else "",
            "place": "" if self.place_allowed else "no",
        }
        pairs = [("q", self.words), ("commune", self.place.code if self.place else "")]
        pairs += [("from", self.former.code if self.former else ""), *flags.items()]
        pairs += self.filters.pairs
        pairs += [(f"{ANSWER}{key}", one) for key, values in self.raw.items() for one in values]
        pairs += [("offer", key) for key in self.chosen]
        return [(name, value) for name, value in pairs if value]

    def changed(self, changes: Mapping[str, str]) -> str:
        """The query string of this search with other parameters; an empty one goes."""
        pairs = [(name, value) for name, value in self.pairs if name not in changes]
        pairs += [(name, value) for name, value in changes.items() if value]
        return f"?{urlencode(pairs)}" if pairs else "?"

    def wanted(self, *, theme: str = "", answers: Answers | None = None) -> Wanted:
        """What this visit asks of the search: in one theme with its answers, or anywhere."""
        return Wanted(
            territory=self.territory,
            words=self.words,
            chosen=self.place,
            filters=replace(self.filters, theme=theme) if theme else self.filters,
            answers=answers or {},
            place_allowed=self.place_allowed,
            as_typed=self.as_typed,
        )

    def known_to(self, themes: Mapping[str, ThemeName]) -> "Visit":
        """Without a theme or a sub-theme that is none of these."""
        return replace(self, filters=self.filters.known_to(themes))

    def in_theme(self, asked: "Asked", themes: Mapping[str, ThemeName]) -> "Visit":
        """The same on the page of one theme, where words say nothing."""
        theme = asked.theme.key
        filters = replace(self.filters, theme=theme).known_to(themes)
        return Visit(
            territory=self.territory,
            place=self.place,
            raw=asked.raw,
            filters=replace(filters, theme=""),
            chosen=self.chosen,
        )

    def choosing(self, *keys: str) -> "Visit":
        """The same with these offers chosen, and no other."""
        return replace(self, chosen=keys)

    def at(self, reading: Reading) -> "Visit":
        """The same where the search is: there, and whence if that was another place."""
        if reading.place == self.place:
            return self
        return replace(self, place=reading.place, former=self.place or self.former)

    def search(self, **fields) -> Search:
        return Search(
            day=self.today,
            language=get_language(),
            place=self.place,
            territories=shown_territories(self.territory),
            **fields,
        )

    @cached_property
    def today(self) -> date:
        return timezone.localdate()


def read_visit(request) -> Visit:
    """From an address or a form; what cannot be read is left out."""
    given = request.GET if request.method in {"GET", "HEAD"} else request.POST
    raw = {
        name.removeprefix(ANSWER): [value for value in given.getlist(name) if value]
        for name in list(given)[:MAX_NAMES]
        if name.startswith(ANSWER)
    }
    code = given.get("commune", "").strip()
    place = _find(code)
    return Visit(
        territory=request.tenant,
        place=place,
        raw={key: values for key, values in raw.items() if values},
        words=printable(given.get("q", ""))[:LONGEST_WORDS].strip(),
        filters=read_filters(given),
        unknown="" if place else printable(code)[:LONGEST_WORDS],
        former=_find(given.get("from", "").strip()),
        place_allowed=given.get("place") != "no",
        as_typed=given.get("exact") == YES,
        chosen=_read_chosen(given.getlist("offer")),
    )


def _read_chosen(typed: list[str]) -> tuple[str, ...]:
    keys = dict.fromkeys(printable(key).strip()[:LONGEST_KEY] for key in typed[:MOST_CHOSEN])
    return tuple(key for key in keys if key)


def _find(code: str) -> Place | None:
    return find(code) if code.isalnum() and code.isascii() else None


@dataclass(frozen=True)
class Asked:
    """A theme, its questions, and what of the answers in the address can be used."""

    theme: Theme
    questionnaire: Questionnaire
    answers: Answers
    ignored: bool  # something in the address is not an answer of this questionnaire

    @property
    def shown(self) -> tuple[Question, ...]:
        return self.questionnaire.shown(self.answers)

    @property
    def raw(self) -> dict[str, list[str]]:
        """The answers that count, as an address writes them."""
        return {
            key: [str(answer)] if isinstance(answer, int) else sorted(answer)
            for key, answer in self.answers.items()
        }

    @property
    def words(self) -> list[str]:
        """The answers that count, as a page says them, in the order of the questions."""
        return [said for _question, said in answers_in_words(self.questionnaire, self.answers)]

    @property
    def urgent(self) -> list[str]:
        """Keys of the emergency numbers that an answer or the theme calls for, answers first."""
        keys = [
            number
            for question in self.questionnaire.questions
            for choice in question.choices
            if choice.key in _chosen(self.answers, question.key)
            for number in choice.urgent
        ]
        return list(dict.fromkeys([*keys, *self.theme.urgent]))

    def answering(self, raw: Mapping[str, list[str]]) -> "Asked":
        """The same with these answers, as an address writes them."""
        return answered(self.theme, self.questionnaire, raw)

    def without(self, key: str) -> "Asked":
        """The same with one answer less."""
        answers = answers_without(self.questionnaire, self.answers, key)
        return Asked(self.theme, self.questionnaire, answers, self.ignored)


def read_asked(theme: Theme, visit: Visit) -> Asked:
    return answered(theme, theme.questionnaire(get_language()), visit.raw)


def answered(theme: Theme, questionnaire: Questionnaire, raw: Mapping[str, list[str]]) -> Asked:
    answers, errors = questionnaire.clean(raw)
    return Asked(theme, questionnaire, answers, ignored=bool(errors))


def printable(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text)


def _chosen(answers, key):
    answer = answers.get(key, frozenset())
    return answer if isinstance(answer, frozenset) else frozenset()
