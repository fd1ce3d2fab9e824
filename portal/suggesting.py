"""Suggestions as they are shown, and where each leads: the same for the box and for the API."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.territories import shown_territories
from search.language.cutting import cut_words
from search.language.urgent import urgent_numbers
from search.suggestions import MOST_OF_A_KIND, Kind, Suggestion, Suggestions, suggest_all
from tenants.geography.suggest import Place
from tenants.models import Territory
from themes.emergency import EMERGENCY_NUMBERS, EmergencyNumber

LONGEST_TEXT = 200


def suggestions_on(
    territory: Territory, text: str, *, place: Place | None, limit: int = MOST_OF_A_KIND
) -> Suggestions:
    """What this site suggests today, in the active language."""
    return suggest_all(
        text,
        territory=territory,
        territories=shown_territories(territory),
        language=get_language(),
        day=timezone.localdate(),
        place=place,
        limit=limit,
    )


def help_for(text: str) -> list[EmergencyNumber]:
    """Who to call before anything is suggested, when these words call for it; asks nobody."""
    return [EMERGENCY_NUMBERS[key] for key in urgent_numbers(cut_words(text[:LONGEST_TEXT]))]


def group_of(one: Suggestion) -> str:
    return {
        Kind.THEME: _("Themes"),
        Kind.SUBTHEME: _("Themes"),
        Kind.OFFER: _("Offers"),
        Kind.ORGANISATION: _("Organisations"),
        Kind.COMMUNE: _("Communes"),
    }[one.kind]


def detail_of(one: Suggestion) -> str:
    """What it is, then what tells it apart: "Offer · Mission locale"."""
    kind = {
        Kind.THEME: _("Theme"),
        Kind.SUBTHEME: _("Theme"),
        Kind.OFFER: _("Offer"),
        Kind.ORGANISATION: _("Organisation"),
        Kind.COMMUNE: _("Commune"),
    }[one.kind]
    return f"{kind} · {one.context}" if one.context else kind


def path_of(one: Suggestion, found: Suggestions) -> str:
    """Where it leads on the same site, the commune kept."""
    if one.kind == Kind.COMMUNE:
        page = "journey:search" if found.rest else "journey:themes"
        return reverse(page) + _query(commune=one.key, q=found.rest)
    commune = found.place.code if found.place else ""
    if one.kind == Kind.OFFER:
        return reverse("journey:offer", args=[one.key]) + _query(commune=commune)
    if one.kind == Kind.ORGANISATION:
        return reverse("journey:search") + _query(commune=commune, organisation=one.key)
    theme, subtheme = (one.key, "") if one.kind == Kind.THEME else (one.theme, one.key)
    if not commune:
        # Questions need a place: without one, the offers of the theme everywhere.
        return reverse("journey:search") + _query(theme=theme, subtheme=subtheme)
    if subtheme:
        path = reverse("journey:offers", args=[theme])
        return path + _query(commune=commune, subtheme=subtheme)
    return reverse("journey:question", args=[theme, 1]) + _query(commune=commune)


def _query(**given: str) -> str:
    kept = {name: value for name, value in given.items() if value}
    return f"?{urlencode(kept)}" if kept else ""
