"""A committed organisation, its offer in the catalogue, and a young person who asks."""

import uuid
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from contacts.details import read_contact
from contacts.models import Charter, Organisation, Professional
from contacts.services import send_request
from search.services import publish_offer
from tenants.geography.suggest import find

MONDAY = datetime(2026, 11, 23, 14, 12, tzinfo=ZoneInfo("Europe/Paris"))
REIMS, LYON_3 = "51454", "69383"
PHONE, EMAIL = "06 39 98 12 34", "lea@example.invalid"

_numbers = count(1000)


def make_organisation(territory, *, name="Toits partagés", email="accueil@example.invalid"):
    organisation = Organisation.objects.create(name=name, kind="housing", email=email)
    Charter.objects.create(
        organisation=organisation, territory=territory, signed_on=date(2026, 1, 5)
    )
    return organisation


def make_professional(organisation, *, first_name="Samira", **fields):
    fields.setdefault("email", f"{first_name.lower()}@example.invalid")
    return Professional.objects.create(
        organisation=organisation, first_name=first_name, phone="01 99 00 27 18", **fields
    )


def make_offer(territory, *, organisation=None, professional=None, **fields):
    """A live offer of this territory, for a room; `fields` as in search.services.publish_offer."""
    if organisation is None:
        organisation = make_organisation(territory)
        professional = make_professional(organisation)
    named = professional and {"id": professional.pk, "first_name": professional.first_name}
    return publish_offer(
        territory=territory,
        page_id=next(_numbers),
        fields={
            "language": "fr",
            "translation_key": uuid.uuid4(),
            "theme": "housing",
            "subtheme": "",
            "organisation": {
                "id": organisation.pk,
                "name": organisation.name,
                "kind": organisation.kind,
            },
            "professional": named,
            "phone": professional.phone if professional else "",
            "delay_days": 3,
            "modes": ["remote"],
            "free": True,
            "price": "",
            "starts_on": None,
            "ends_on": None,
            "zones": ["pays:FR"],
            "criteria": {},
            "places": [],
            "title": "Une chambre chez l’habitant",
            "summary": "Une chambre meublée chez une personne qui a de la place.",
            "body": "",
            "audience": "",
            "steps": [],
            "hours": [],
            "languages": ["fr"],
            "accessibility": [],
            "website": "",
            "access": "",
            "verified_on": None,
            **fields,
        },
    )


def send(offer, *, contact=PHONE, place=REIMS, now=MONDAY, **fields):
    """Send a request for this offer as a young person in Reims would; returns a SentRequest."""
    defaults = {"answers": {}, "message": "", "language": "fr"}
    return send_request(
        offer=offer,
        place=find(place),
        contact=read_contact(contact),
        now=now,
        **{**defaults, **fields},
    )
