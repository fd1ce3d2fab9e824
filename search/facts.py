"""A row of the catalogue as the rule of search.decision reads it."""

from search.decision import OfferFacts
from search.models import CatalogueOffer
from search.texts import stems_by_field
from themes.matching import read_criteria


def facts_of(row: CatalogueOffer) -> OfferFacts:
    return OfferFacts(
        key=row.key,
        sites=frozenset(row.sites),
        theme=row.theme,
        shown_in=frozenset(row.shown_in),
        modes=frozenset(row.modes),
        coverage=row.coverage,
        criteria=read_criteria(row.criteria),
        points=tuple((lat, lon) for lat, lon in row.points),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        language=row.language,
        texts=stems_by_field(row.words, row.language),
        subtheme=row.subtheme,
        organisation=row.organisation_id,
        free=row.free,
        spoken=frozenset(row.spoken),
        accessibility=frozenset(row.accessibility),
        slots=tuple(zip(row.opens, row.closes, strict=True)),
        time_zone=row.time_zone,
        verified_on=row.verified_on,
        responsiveness=row.responsiveness,
        room=row.room,
    )
