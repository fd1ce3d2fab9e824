"""How an offer is shown to one person: the same for a page and for the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.safestring import mark_safe

from contacts.expecting import expected
from contacts.promises import FULL, Expected
from search.extent import Extent
from search.query import Hit
from tenants.geography.suggest import Place
from themes.matching import Answers, match, read_criteria
from themes.questionnaires import Questionnaire


@dataclass(frozen=True)
class ShownOffer:
    """`answer` is what one may expect if one asks now, None of a team that is full for weeks; `why`
    are reasons in words; `marked` are texts of the card as safe HTML, with the words found in
    <mark>."""

    card: Mapping
    distance_km: float | None
    answer: Expected | None
    why: tuple[str, ...]
    marked: Mapping[str, str] = field(default_factory=dict)

    @property
    def due_on(self) -> date | None:
        return self.answer and self.answer.due_on

    @property
    def waits_for(self) -> str:
        """FULL or CLOSED when the delay does not count from today; FULL as well without a date."""
        return self.answer.why if self.answer else FULL

    @property
    def extent(self) -> str:
        """How far it reaches, in words; empty of an offer of one territory."""
        return str(Extent(self.card["extent"]).label) if self.card["extent"] else ""

    @property
    def title(self) -> str:
        return self._text("title")

    @property
    def summary(self) -> str:
        return self._text("summary")

    def _text(self, name: str) -> str:
        if name in self.marked:
            return mark_safe(self.marked[name])  # noqa: S308 - escaped where it is marked
        return self.card[name]


def show(
    hit: Hit,
    *,
    place: Place | None,
    answers: Answers,
    questionnaire: Questionnaire | None,
    now: datetime,
    fresh: bool = False,
) -> ShownOffer:
    """`fresh` for the page of one offer: its date is the one that a request would get."""
    why: tuple[str, ...] = ()
    if questionnaire and answers:
        why = questionnaire.reasons(match(read_criteria(hit.card["criteria"]), answers))
    answer = expected(hit.card, place=place, now=now, fresh=fresh)
    return ShownOffer(hit.card, hit.distance_km, answer, why, hit.marked)
