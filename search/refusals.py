"""Why an offer is not in a list: each condition of search.decision.applies that it does not meet.

`applies` is the rule; a test holds this page to it.
"""

from enum import StrEnum

from search.decision import OfferFacts, terms_held, within_reach
from search.hours import is_open, opens_on_saturday
from search.query import Search
from themes.matching import match


class Refusal(StrEnum):
    LANGUAGE = "language"
    TERRITORY = "territory"
    PLACE = "place"
    NOT_YET = "not_yet"
    OVER = "over"
    ANSWERS = "answers"
    THEME = "theme"
    SUBTHEME = "subtheme"
    ORGANISATION = "organisation"
    MODE = "mode"
    PRICE = "price"
    SPOKEN = "spoken"
    ACCESSIBILITY = "accessibility"
    SATURDAY = "saturday"
    CLOSED = "closed"
    TOO_FAR = "too_far"
    WORDS = "words"


def refusals(offer: OfferFacts, search: Search) -> list[Refusal]:
    """Empty when the offer applies."""
    missed = {
        Refusal.LANGUAGE: search.language not in offer.shown_in,
        Refusal.TERRITORY: (
            search.territories is not None and offer.sites.isdisjoint(search.territories)
        ),
        Refusal.PLACE: (
            search.place is not None and not offer.coverage.holds(search.place.place_codes)
        ),
        Refusal.NOT_YET: offer.starts_on is not None and offer.starts_on > search.day,
        Refusal.OVER: offer.ends_on is not None and offer.ends_on < search.day,
        Refusal.ANSWERS: not match(offer.criteria, search.answers).suits,
        Refusal.THEME: bool(search.theme) and search.theme != offer.theme,
        Refusal.SUBTHEME: bool(search.subtheme) and search.subtheme != offer.subtheme,
        Refusal.ORGANISATION: search.organisation not in (None, offer.organisation),
        Refusal.MODE: bool(search.mode) and search.mode not in offer.modes,
        Refusal.PRICE: search.free and not offer.free,
        Refusal.SPOKEN: bool(search.spoken) and search.spoken not in offer.spoken,
        Refusal.ACCESSIBILITY: (
            bool(search.accessibility) and search.accessibility not in offer.accessibility
        ),
        Refusal.SATURDAY: search.open_saturday and not opens_on_saturday(offer.slots),
        Refusal.CLOSED: (search.open_now and not is_open(offer.slots, search.now, offer.time_zone)),
        Refusal.TOO_FAR: not within_reach(offer, search),
        Refusal.WORDS: bool(search.terms) and terms_held(offer, search) < search.terms_needed,
    }
    return [refusal for refusal, refused in missed.items() if refused]
