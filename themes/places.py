"""Answers that are a commune: `commune:51454`, the typed code of an offer's zones."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tenants.geography.codes import parse_code
from tenants.geography.suggest import Place, find, meant

_COMMUNE = "commune:"


class SeveralCommunesError(ValueError):
    """What was typed may be any of these `places`."""

    def __init__(self, places: Sequence[Place]):
        self.places = places
        super().__init__(
            _("Several communes match: add the postal code, such as %(example)s.")
            % {"example": _with_postal_code(places[0])}
        )


def read_commune(typed: str) -> str:
    """The code of the commune of this typed code, name or postal code.

    Raises ValueError with a sentence, SeveralCommunesError when one must be chosen.
    """
    typed = typed.strip()
    if typed.startswith(_COMMUNE):
        place = _place(typed)
        found = [place] if place else []
    else:
        found = meant(typed)
    if not found:
        raise ValueError(_("We do not find this commune: write its name or its postal code."))
    if len(found) > 1:
        raise SeveralCommunesError(found)
    return code_of(found[0])


def code_of(place: Place) -> str:
    return _COMMUNE + place.code


def is_zone(code: str) -> bool:
    """Whether this is shaped as a zone; whether there is one is not asked."""
    try:
        parse_code(code)
    except ValueError:
        return False
    return True


def zones_of(answer: str) -> frozenset[str]:
    """The zones that hold the commune of this answer, those of communes that merged into it too;
    for the key of a choice, none."""
    place = _place(answer)
    return frozenset(place.place_codes) if place else frozenset()


def commune_name(answer: str) -> str:
    place = _place(answer)
    return place.name if place else answer.removeprefix(_COMMUNE)


def commune_as_typed(answer: str) -> str:
    """ "Reims", "Saint-Denis 97400": what one may type to mean this commune and no other. Other
    words come back as they are."""
    place = _place(answer)
    if place is None:
        return answer
    return place.name if meant(place.name) == [place] else _with_postal_code(place)


def _with_postal_code(place: Place) -> str:
    return " ".join([place.name, *place.postal_codes[:1]])


def _place(answer: str) -> Place | None:
    return find(answer.removeprefix(_COMMUNE)) if answer.startswith(_COMMUNE) else None
