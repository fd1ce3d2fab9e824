from search.models.catalogue import (
    SEARCH_CONFIG,
    CatalogueOffer,
    CatalogueOfferQuerySet,
    Mode,
    NextSeq,
)

__all__ = [
    "SEARCH_CONFIG",
    "CatalogueOffer",
    "CatalogueOfferQuerySet",
    "Mode",
    "NextSeq",
]
