from search.models.catalogue import (
    NEUTRAL,
    SEARCH_CONFIG,
    CatalogueOffer,
    CatalogueOfferQuerySet,
    Mode,
    NextSeq,
)
from search.models.logbook import (
    FEWEST_VISITORS,
    SearchedWords,
    SynonymProposal,
    WeekSalt,
    WordsAnswer,
)

__all__ = [
    "FEWEST_VISITORS",
    "NEUTRAL",
    "SEARCH_CONFIG",
    "CatalogueOffer",
    "CatalogueOfferQuerySet",
    "Mode",
    "NextSeq",
    "SearchedWords",
    "SynonymProposal",
    "WeekSalt",
    "WordsAnswer",
]
