"""A human close by, when the offers do not do."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from contacts.enums import OrganisationKind
from contacts.expecting import expected
from contacts.models import Organisation
from portal.journey.visit import Visit
from portal.territories import shown_territories
from search.models import CatalogueOffer
from tenants.geography.distance import distance_km
from tenants.geography.suggest import Place


@dataclass(frozen=True)
class Human:
    """An offer of an Info Jeunes structure that covers the place, and the date it promises."""

    card: dict
    due_on: date


@dataclass(frozen=True)
class Close:
    """The closest structure of a kind, and how far it is."""

    label: str
    organisation: Organisation
    kilometres: float


def nearest_to(place: Place) -> list[Close]:
    """Where anybody is listened to, whatever it is about."""
    return [
        Close(str(kind.label), *found)
        for kind in (OrganisationKind.INFO_JEUNES, OrganisationKind.MISSION_LOCALE)
        if (found := nearest_of(kind, place))
    ]


def nearest_info_jeunes(place: Place) -> tuple[Organisation, float] | None:
    return nearest_of(OrganisationKind.INFO_JEUNES, place)


def nearest_of(kind: OrganisationKind, place: Place) -> tuple[Organisation, float] | None:
    """The closest structure of this kind with an address, and its distance in km."""
    found = Organisation.objects.filter(kind=kind, lat__isnull=False, lon__isnull=False)
    distances = [(distance_km(place.lat, place.lon, one.lat, one.lon), one) for one in found]
    if not distances:
        return None
    kilometres, organisation = min(distances, key=lambda pair: (pair[0], pair[1].pk))
    return organisation, kilometres


def info_jeunes_offer(visit: Visit, now: datetime) -> Human | None:
    """Who takes a request from this place whatever it is about, the soonest first."""
    found = (
        CatalogueOffer.objects.live()
        .of_territories(shown_territories(visit.territory))
        .shown_in(get_language())
        .usable_on(visit.today)
        .covering(visit.place.place_codes)
        .filter(card__organisation__kind=OrganisationKind.INFO_JEUNES)
        .order_by("delay_days", "-near", "key")
        .first()
    )
    if found is None:
        return None
    answer = expected(found.card, place=visit.place, now=now)
    return Human(found.card, answer.due_on) if answer else None
