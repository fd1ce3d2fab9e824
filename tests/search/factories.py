"""Offers as a territory publishes them: `publish(territory, "remote", title="…")`."""

from itertools import count
from uuid import uuid4

from search.services import publish_offer

page_ids = count(1000)

TRAITS = {
    "remote": {"modes": ["remote"], "places": []},
    "at_home": {"modes": ["at_home"], "places": []},
    "everywhere": {"zones": ["pays:FR"]},
    "in_reims": {"zones": ["epci:200067213"]},
    "in_lyon": {"zones": ["epci:200046977"]},
}


def place_at(lat, lon, **fields):
    return {
        "name": "Accueil",
        "address": "1 place du Marché",
        "postal_code": "51100",
        "commune": "51454",
        "commune_name": "Reims",
        "lat": lat,
        "lon": lon,
        **fields,
    }


def offer_fields(*traits, **fields):
    """What offers.projection gives for one page; traits first, then single fields."""
    made = {
        "language": "fr",
        "translation_key": uuid4(),
        "theme": "housing",
        "subtheme": "",
        "organisation": {"id": 7, "name": "Le Relais", "kind": "association"},
        "professional": {"id": 3, "first_name": "Camille"},
        "phone": "+33353010001",
        "delay_days": 3,
        "modes": ["on_site"],
        "free": True,
        "price": "",
        "starts_on": None,
        "ends_on": None,
        "zones": ["epci:200067213"],
        "criteria": {},
        "places": [place_at(49.2583, 4.0317)],
        "title": "Une chambre",
        "summary": "On t’aide.",
        "body": "",
        "audience": "",
        "steps": [],
        "hours": [],
        "languages": ["fr"],
        "accessibility": [],
        "website": "",
        "access": "",
        "verified_on": None,
    }
    for trait in traits:
        made |= TRAITS[trait]
    return made | fields


def publish(territory, *traits, **fields):
    return publish_offer(
        territory=territory, page_id=next(page_ids), fields=offer_fields(*traits, **fields)
    )
