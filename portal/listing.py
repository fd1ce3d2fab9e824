"""How an offer is shown to one person: the same for a page and for the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.safestring import mark_safe

from contacts.deadlines import due_on
from search.query import Hit
from tenants.geography.suggest import Place
from tenants.models import Territory
from themes.matching import Answers, match, read_criteria
from themes.questionnaires import Questionnaire


@dataclass(frozen=True)
class ShownOffer:
    """`due_on` is the date promised if one asks now; `why` are reasons in words; `marked` are
    texts of the card as safe HTML, with the words found in <mark>."""

    card: Mapping
    distance_km: float | None
    due_on: date
    why: tuple[str, ...]
    marked: Mapping[str, str] = field(default_factory=dict)

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


def promised_date(card: Mapping, place: Place | None, now: datetime, time_zone: str) -> date:
    """The date for a request sent now from this place; without one, from where the offer is."""
    where = place.code if place else next((spot["commune"] for spot in card["places"]), "")
    return due_on(sent=now, delay_days=card["delay_days"], commune=where, time_zone=time_zone)


def show(
    hit: Hit,
    *,
    place: Place | None,
    answers: Answers,
    questionnaire: Questionnaire | None,
    now: datetime,
    territory: Territory,
) -> ShownOffer:
    why: tuple[str, ...] = ()
    if questionnaire and answers:
        why = questionnaire.reasons(match(read_criteria(hit.card["criteria"]), answers))
    due = promised_date(hit.card, place, now, territory.time_zone)
    return ShownOffer(hit.card, hit.distance_km, due, why, hit.marked)
