"""Where somebody is in the journey: all of it is in the address, nothing is kept on our side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from contacts.wording import answers_in_words
from portal.territories import shown_territories
from search.models import Mode
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


@dataclass(frozen=True)
class Visit:
    """What an address says: the place, the answers as typed, the words, the mode.

    `unknown` is a commune code that is none, as typed; `place` is then None.
    """

    territory: Territory
    place: Place | None = None
    raw: Mapping[str, list[str]] = field(default_factory=dict)
    words: str = ""
    mode: str = ""
    unknown: str = ""

    def query(self, raw: Mapping[str, list[str]] | None = None, **others: str | int) -> str:
        """This visit as a query string, with other answers if given: `?commune=…&answer.age=19`."""
        pairs = [("commune", self.place.code)] if self.place else []
        for key, values in (self.raw if raw is None else raw).items():
            pairs += [(f"{ANSWER}{key}", value) for value in values]
        pairs += [(name, str(value)) for name, value in others.items() if value != ""]
        return f"?{urlencode(pairs)}" if pairs else ""

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
    place = find(code) if code.isalnum() and code.isascii() else None
    mode = given.get("mode", "")
    return Visit(
        territory=request.tenant,
        place=place,
        raw={key: values for key, values in raw.items() if values},
        words=printable(given.get("q", ""))[:LONGEST_WORDS].strip(),
        mode=mode if mode in Mode else "",
        unknown="" if place else printable(code)[:LONGEST_WORDS],
    )


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

    def without(self, key: str) -> "Asked":
        """The same with one answer less."""
        answers = {one: answer for one, answer in self.answers.items() if one != key}
        kept = {question.key for question in self.questionnaire.shown(answers)}
        answers = {one: answer for one, answer in answers.items() if one in kept}
        return Asked(self.theme, self.questionnaire, answers, self.ignored)


def read_asked(theme: Theme, visit: Visit) -> Asked:
    questionnaire = theme.questionnaire(get_language())
    answers, errors = questionnaire.clean(visit.raw)
    return Asked(theme, questionnaire, answers, ignored=bool(errors))


def printable(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text)


def _chosen(answers, key):
    answer = answers.get(key, frozenset())
    return answer if isinstance(answer, frozenset) else frozenset()
