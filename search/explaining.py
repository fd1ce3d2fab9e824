"""An order, explained: for each offer of a list the parts that its place comes from."""

from dataclasses import dataclass, replace

from search.decision import SCORE_DIGITS, OfferFacts, distance, score_of
from search.facts import facts_of
from search.models import CatalogueOffer
from search.query import Hit, Results, Search
from search.ranking import Score
from search.services import find_offers

SHOWN = 30
# An engine counts in 32 bits.
PRECISION = 0.001


@dataclass(frozen=True)
class Explained:
    """One offer at its rank in its group, from 1. `forgiven` is what an engine added to the parts
    for words that it took for those typed; `drawn` says that only the daily draw tells this offer
    from the one before."""

    rank: int
    row: CatalogueOffer
    score: Score
    distance_km: float | None
    forgiven: float = 0.0
    drawn: bool = False

    @property
    def sum(self) -> float:
        return self.score.total + self.forgiven


@dataclass(frozen=True)
class Order:
    """The two groups as a page shows them, their first offers explained."""

    near: tuple[Explained, ...]
    far: tuple[Explained, ...]
    results: Results

    def place_of(self, key: str) -> Explained | None:
        return next((one for one in (*self.near, *self.far) if one.row.key == key), None)


def explain_order(search: Search) -> Order:
    """The first offers of both groups. Two searches, and one query for their rows."""
    near, far = (
        find_offers(replace(search, near=group, page=1, page_size=SHOWN)) for group in (True, False)
    )
    keys = [hit.key for hit in (*near.hits, *far.hits)]
    rows = {row.key: row for row in CatalogueOffer.objects.filter(key__in=keys)}
    return Order(_explained(near.hits, rows, search), _explained(far.hits, rows, search), near)


def score_of_row(row: CatalogueOffer, search: Search) -> tuple[Score, OfferFacts]:
    facts = facts_of(row)
    return score_of(facts, search), facts


def _explained(hits: tuple[Hit, ...], rows, search: Search) -> tuple[Explained, ...]:
    listed = []
    before = None
    for rank, hit in enumerate(hits, start=1):
        # Withdrawn since the engine answered.
        if (row := rows.get(hit.key)) is None:
            continue
        score, facts = score_of_row(row, search)
        rest = hit.score - score.total
        total = round(hit.score, SCORE_DIGITS)
        listed.append(
            Explained(
                rank=rank,
                row=row,
                score=score,
                distance_km=distance(facts, search),
                forgiven=rest if rest > PRECISION else 0.0,
                drawn=total == before,
            )
        )
        before = total
    return tuple(listed)
