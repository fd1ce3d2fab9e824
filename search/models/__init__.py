from search.models.catalogue import (
    CatalogueOffer,
    CatalogueOfferQuerySet,
    Mode,
    NextSeq,
)
from search.models.language import CatalogueWord, SynonymSet
from search.models.logbook import (
    FEWEST_VISITORS,
    SearchedWords,
    SynonymProposal,
    WeekSalt,
    WordsAnswer,
)

__all__ = [
    "FEWEST_VISITORS",
    "CatalogueOffer",
    "CatalogueOfferQuerySet",
    "CatalogueWord",
    "Mode",
    "NextSeq",
    "SearchedWords",
    "SynonymProposal",
    "SynonymSet",
    "WeekSalt",
    "WordsAnswer",
]
