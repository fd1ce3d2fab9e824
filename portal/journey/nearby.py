"""A human close by, when the offers do not do."""

from contacts.enums import OrganisationKind
from contacts.models import Organisation
from tenants.geography.distance import distance_km
from tenants.geography.suggest import Place


def nearest_info_jeunes(place: Place) -> tuple[Organisation, float] | None:
    """The closest Info Jeunes structure with an address, and its distance in km."""
    found = Organisation.objects.filter(kind=OrganisationKind.INFO_JEUNES, lat__isnull=False)
    distances = [(distance_km(place.lat, place.lon, one.lat, one.lon), one) for one in found]
    if not distances:
        return None
    kilometres, organisation = min(distances, key=lambda pair: (pair[0], pair[1].pk))
    return organisation, kilometres
