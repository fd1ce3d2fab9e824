"""From an offer's page to the `fields` of `search.services.publish_offer`."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from offers.validation import usable_criteria
from tenants.geography.suggest import find
from tenants.models import NATIONAL
from themes.localized import in_language

if TYPE_CHECKING:
    from offers.models import OfferPage, OfferPlace

_OWN_ADDRESS = re.compile(r'\b(href|src)="/(?!/)')


def project(page: "OfferPage") -> dict[str, Any]:
    """Plain values (text, number, date, list, dict): none of them reads the page's schema later."""
    theme_page = page.theme_page
    subthemes = {subtheme.key for subtheme in theme_page.theme.subthemes.all()}
    organisation, professional = page.organisation, page.professional
    return {
        "language": page.locale.language_code,
        "translation_key": page.translation_key,
        "theme": theme_page.theme_key,
        # Moved to another theme, an offer keeps only what that theme knows.
        "subtheme": page.subtheme if page.subtheme in subthemes else "",
        "criteria": usable_criteria(page.criteria, theme_page.questionnaire()),
        "organisation": {
            "id": organisation.pk,
            "name": organisation.name,
            "kind": organisation.kind,
        },
        "professional": professional
        and {"id": professional.pk, "first_name": professional.first_name},
        "phone": (professional and professional.phone) or organisation.phone,
        "delay_days": page.delay_days,
        "weekly_capacity": page.weekly_capacity,
        "modes": page.modes,
        "free": page.free,
        "price": page.price,
        "starts_on": _later(page.starts_on, page.paused_until),
        "ends_on": page.ends_on,
        "zones": page.coverage or territory_zones(),
        "places": [_place(place) for place in page.places.all()],
        "title": page.title,
        "summary": page.summary,
        "body": _absolute(page.body.render_as_block() if page.body else ""),
        "audience": page.audience,
        "steps": [line.strip() for line in page.steps.splitlines() if line.strip()],
        "hours": [
            {
                "days": hours.days,
                "opens": f"{hours.opens:%H:%M}",
                "closes": f"{hours.closes:%H:%M}",
            }
            for hours in page.hours.all()
        ],
        "languages": page.languages,
        "accessibility": page.accessibility,
        "website": page.website,
        "access": page.access,
        "verified_on": page.verified_on,
        "topic": _topic(page),
    }


def territory_zones() -> list[str]:
    """What an offer that says nothing covers: its territory, or the country."""
    if connection.schema_name == NATIONAL:
        return ["pays:FR"]
    return [str(zone) for zone in connection.tenant.zones.order_by("excluded", "code")]


def _topic(page: "OfferPage") -> str:
    """The names of its theme and sub-theme: words that an offer often leaves unsaid."""
    theme, language = page.theme_page.theme, page.locale.language_code
    named = [one.name for one in theme.subthemes.all() if one.key == page.subtheme]
    return " · ".join(in_language(name, language) for name in (theme.name, *named))


def _later(*days: date | None) -> date | None:
    """An offer that is paused starts again the day its pause ends."""
    return max((day for day in days if day), default=None)


def _place(place: "OfferPlace") -> dict[str, Any]:
    commune = find(place.commune)
    return {
        "name": place.name,
        "address": place.address,
        "postal_code": place.postal_code,
        "commune": place.commune,
        "commune_name": commune.name if commune else "",
        "lat": place.lat,
        "lon": place.lon,
    }


def _absolute(html: str) -> str:
    """Links and images of the text keep working on the other hosts that show the offer."""
    return _OWN_ADDRESS.sub(rf'\1="{connection.tenant.url}/', str(html))
