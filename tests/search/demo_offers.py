"""The demo's offers in the shape that `evaluate_search` reads, one JSON object a line."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from portal.content.demo import SITES
from portal.content.loading import read_content
from tenants.geography.suggest import find
from tenants.models import NATIONAL

QUERIES = Path(settings.BASE_DIR, "tests", "search", "queries")
COUNTRY = ["pays:FR"]


def demo_offers() -> Iterator[dict]:
    """An offer's id is `<site>/<slug>`."""
    for site, about in SITES.items():
        content = read_content(site)
        names = {one["key"]: one["name"] for one in content["organisations"]}
        for offer in content["offers"]:
            yield {
                "id": f"{site}/{offer['slug']}",
                "title": offer["title"],
                "summary": offer["summary"],
                "body": _body(offer),
                "organisation": names[offer["organisation"]],
                "coverage": offer.get("coverage")
                or (COUNTRY if site == NATIONAL else list(about["zones"])),
                "theme": offer["theme"],
                "subtheme": offer.get("subtheme", ""),
                "modes": offer["modes"],
                **_position(offer),
            }


def write_demo_offers(path: Path) -> Path:
    lines = (json.dumps(offer, ensure_ascii=False) for offer in demo_offers())
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _body(offer):
    texts = [
        *(text for _kind, text in offer.get("body", ())),
        offer.get("audience", ""),
        *offer.get("steps", ()),
    ]
    communes = [find(spot["commune"]).name for spot in offer.get("places", ())]
    return " ".join([*texts, *communes])


def _position(offer):
    for spot in offer.get("places", ()):
        commune = find(spot["commune"])
        return {"lat": spot.get("lat", commune.lat), "lon": spot.get("lon", commune.lon)}
    return {}
