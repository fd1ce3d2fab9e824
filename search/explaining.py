"""An order, explained: for each offer of a list the parts that its place comes from."""

from dataclasses import dataclass, replace

from search.decision import SCORE_DIGITS, OfferFacts, Tier, distance, score_of, tier
from search.facts import facts_of
from search.models import CatalogueOffer
from search.query import MAX_PAGE_SIZE, Hit, Results, Search
from search.ranking import Score
from search.services import find_offers

SHOWN = 30
# Nobody counts farther: an offer behind is told without its rank.
DEEPEST_RANK = 1_000
# An engine counts in 32 bits.
PRECISION = 0.001


@dataclass(frozen=True)
class Explained:
    """One offer at its rank in its group, from 1 (None: nobody counted so far). `forgiven` is what
    an engine added to the parts for words that it took for those typed; `drawn` says that only the
    daily draw tells this offer from the one before."""

    rank: int | None
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


def explain_offer(row: CatalogueOffer, order: Order, search: Search) -> Explained:
    """The place of an offer that applies to `search`, the first ones of which are `order`: its rank
    as far as DEEPEST_RANK, its parts whatever its rank."""
    near = tier(facts_of(row), search) == Tier.NEAR
    count = order.results.near_count if near else order.results.far_count
    asked = replace(search, near=near, page_size=MAX_PAGE_SIZE)
    for first in range(0, min(count, DEEPEST_RANK), MAX_PAGE_SIZE):
        hits = find_offers(replace(asked, page=first // MAX_PAGE_SIZE + 1)).hits
        listed = _explained(hits, {row.key: row}, search, first)
        if listed:
            return listed[0]
    score, facts = score_of_row(row, search)
    return Explained(None, row, score, distance(facts, search))


def score_of_row(row: CatalogueOffer, search: Search) -> tuple[Score, OfferFacts]:
    facts = facts_of(row)
    return score_of(facts, search), facts


def _explained(
    hits: tuple[Hit, ...], rows, search: Search, first: int = 0
) -> tuple[Explained, ...]:
    """Those of `rows` among these hits, `first` of which are on the pages before."""
    listed = []
    before = None
    for rank, hit in enumerate(hits, start=first + 1):
        total = round(hit.score, SCORE_DIGITS)
        # Withdrawn since the engine answered, or nobody asks about it.
        if (row := rows.get(hit.key)) is None:
            before = total
            continue
        score, facts = score_of_row(row, search)
        rest = hit.score - score.total
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
