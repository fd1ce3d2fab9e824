"""What a list and a page show of an offer, ready to serve: plain JSON, for pages and API alike."""

import html
from collections.abc import Mapping

from django.utils.html import strip_tags

from search.extent import extent_of
from search.language.cutting import cut_text
from tenants.coverage import Coverage
from tenants.models import Territory


def make_card(key: str, territory: Territory, fields: Mapping, coverage: Coverage) -> dict:
    """What a list of results shows. Shape: see `fields` in search.services.publish_offer."""
    professional = fields.get("professional")
    return {
        "id": key,
        "title": fields["title"],
        "summary": fields["summary"],
        "theme": fields["theme"],
        "subtheme": fields.get("subtheme") or "",
        "organisation": {name: fields["organisation"][name] for name in ("id", "name", "kind")},
        "professional": professional and {"first_name": professional["first_name"]},
        "phone": fields.get("phone") or "",
        "territory": {"slug": territory.slug, "name": territory.name},
        "extent": extent_of(coverage).value if territory.is_national else "",
        "modes": list(fields["modes"]),
        "places": [dict(place) for place in fields.get("places") or ()],
        "delay_days": fields["delay_days"],
        "free": bool(fields.get("free")),
        "price": fields.get("price") or "",
        "languages": list(fields.get("languages") or ()),
        "accessibility": list(fields.get("accessibility") or ()),
        "criteria": dict(fields.get("criteria") or {}),
        "verified_on": _day(fields.get("verified_on")),
        "language": fields["language"],
    }


def make_detail(fields: Mapping) -> dict:
    """What the page of one offer shows beside its card; `body` is safe HTML."""
    return {
        "body": fields.get("body") or "",
        "audience": fields.get("audience") or "",
        "steps": list(fields.get("steps") or ()),
        "hours": [dict(slot) for slot in fields.get("hours") or ()],
        "starts_on": _day(fields.get("starts_on")),
        "ends_on": _day(fields.get("ends_on")),
        "website": fields.get("website") or "",
        "access": fields.get("access") or "",
    }


def make_words(fields: Mapping) -> dict:
    """The texts to search in, by field, without markup: those in which the words found are marked
    as they are written, the others cut into telling words."""
    # A block ends a word: "<p>un</p><p>deux</p>" is two words.
    body = html.unescape(strip_tags((fields.get("body") or "").replace("<", " <")))
    communes = [place.get("commune_name") or "" for place in fields.get("places") or ()]
    return {
        "title": fields["title"],
        "summary": fields["summary"],
        "organisation": cut_text(fields["organisation"]["name"]),
        "body": cut_text(
            " ".join(
                [
                    body,
                    fields.get("topic") or "",
                    fields.get("audience") or "",
                    *(fields.get("steps") or ()),
                    *communes,
                ]
            )
        ),
    }


def _day(day) -> str | None:
    return day.isoformat() if day else None
