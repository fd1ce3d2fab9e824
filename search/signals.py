"""What the order takes from how requests are answered: measured by contacts, kept in the rows.

A row whose value changes gets a new `seq`, so that the index learns of it. Nothing else enters:
no price, no name, no age.
"""

from collections.abc import Mapping

from django.db import connection, transaction

from search import tasks
from search.models import CatalogueOffer
from search.ranking import NEUTRAL_RESPONSIVENESS

DECIMALS = 2

# As CatalogueOfferQuerySet.renumber does, where the index has something to learn.
_RENUMBERED = """
    seq = CASE WHEN offer.live THEN nextval('public.search_catalogueoffer_seq') ELSE offer.seq END,
    changed_at = CASE WHEN offer.live THEN statement_timestamp() ELSE offer.changed_at END"""


@transaction.atomic
def set_responsiveness(by_organisation: Mapping[int, float]) -> int:
    """Give the offers of each organisation its responsiveness (0 to 1), and the neutral one to
    those of organisations that are not named. Returns the number of rows that changed."""
    return _write(
        f"""
        UPDATE public.search_catalogueoffer AS offer
        SET responsiveness = coalesce(given.value, %s), {_RENUMBERED}
        FROM public.search_catalogueoffer AS same
        LEFT JOIN unnest(%s::bigint[], %s::float8[]) AS given (id, value)
            ON given.id = same.organisation_id
        WHERE same.id = offer.id AND offer.responsiveness <> coalesce(given.value, %s)
        """,  # noqa: S608 - nothing typed is in it
        [NEUTRAL_RESPONSIVENESS, *_columns(by_organisation), NEUTRAL_RESPONSIVENESS],
    )


@transaction.atomic
def set_room(by_row: Mapping[int, float]) -> int:
    """Give rows of the catalogue (by id) the room left this week, 0 to 1. Returns the number of
    rows that changed."""
    return _write(
        f"""
        UPDATE public.search_catalogueoffer AS offer
        SET room = given.value, {_RENUMBERED}
        FROM unnest(%s::bigint[], %s::float8[]) AS given (id, value)
        WHERE given.id = offer.id AND offer.room <> given.value
        """,  # noqa: S608 - nothing typed is in it
        _columns(by_row),
    )


def known_responsiveness(organisation_id: int) -> float:
    """What the organisation's other offers have: a new one starts no better, no worse."""
    known = CatalogueOffer.objects.filter(organisation_id=organisation_id).order_by("-pk")
    value = known.values_list("responsiveness", flat=True).first()
    return NEUTRAL_RESPONSIVENESS if value is None else value


def _columns(values: Mapping[int, float]) -> list[list]:
    return [list(values), [round(value, DECIMALS) for value in values.values()]]


def _write(statement: str, parameters: list) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        changed = cursor.rowcount
    if changed:
        tasks.queue_indexing()
    return changed
