"""The content of the demo: organisations and offers, loaded through the services editors use.

One file a site in `data/`: `{"organisations": […], "offers": […]}`; see `docs/content.md`.
Loading again changes nothing: what is already there, by its key or slug, is left as it is.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tenants.utils import schema_context, tenant_context

from contacts.network import enrol_organisation
from offers.models import OfferPage, ThemePage
from offers.services import create_offer
from tenants.geography.suggest import find
from tenants.models import Territory

DATA = Path(__file__).parent / "data"


def read_content(slug: str) -> dict:
    return json.loads((DATA / f"{slug}.json").read_text())


def load_content(territory: Territory) -> Iterator[int]:
    """Load the site's file; yields the number of offers written so far."""
    content = read_content(territory.slug)
    with schema_context("public"), transaction.atomic():
        people = {
            entry["key"]: enrol_organisation(territory=territory, **_organisation(entry))
            for entry in content["organisations"]
        }
    with tenant_context(territory):
        pages = {
            page.theme_key: page for page in ThemePage.objects.filter(locale__language_code="fr")
        }
        present = set(OfferPage.objects.values_list("slug", flat=True))
        for count, entry in enumerate(content["offers"], start=1):
            if entry["slug"] not in present:
                with transaction.atomic():
                    create_offer(
                        theme_page=pages[entry["theme"]],
                        publish=True,
                        **_offer(entry, people),
                    )
            yield count


def _organisation(entry):
    place = find(entry["commune"])
    fields = {name: value for name, value in entry.items() if name not in {"key", "commune"}}
    return {"lat": place.lat, "lon": place.lon, "commune_id": place.code, **fields}


def _offer(entry, people):
    organisation, professional = people[entry["organisation"]]
    fields = {name: value for name, value in entry.items() if name not in RENAMED}
    return {
        **fields,
        "organisation": organisation,
        "professional": professional,
        "places": [_place(spot) for spot in entry.get("places", [])],
        "verified_on": timezone.localdate() - timedelta(days=entry.get("verified_days_ago", 14)),
    }


RENAMED = {"theme", "organisation", "places", "verified_days_ago"}


def _place(spot):
    commune = find(spot["commune"])
    return {"lat": commune.lat, "lon": commune.lon, **spot}
