from search.models.catalogue import (
    CatalogueOffer,
    CatalogueOfferQuerySet,
    Mode,
    NextSeq,
)
from search.models.hiding import OfferHiding
from search.models.language import CatalogueWord, SynonymSet
from search.models.logbook import (
    FEWEST_VISITORS,
    SearchedWords,
    SynonymProposal,
    WeekSalt,
    WordsAnswer,
)
from search.models.upkeep import (
    DriftReport,
    IndexingFailure,
    IndexRebuild,
    SlowSearch,
    Trouble,
)

__all__ = [
    "FEWEST_VISITORS",
    "CatalogueOffer",
    "CatalogueOfferQuerySet",
    "CatalogueWord",
    "DriftReport",
    "IndexRebuild",
    "IndexingFailure",
    "Mode",
    "NextSeq",
    "OfferHiding",
    "SearchedWords",
    "SlowSearch",
    "SynonymProposal",
    "SynonymSet",
    "Trouble",
    "WeekSalt",
    "WordsAnswer",
]
