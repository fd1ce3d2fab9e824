"""Writing to whoever is to answer: each letter has a link of its own, for one request."""

import secrets
from datetime import datetime, timedelta

from contacts import messages
from contacts.models import ContactRequest, Professional, ProfessionalLink
from contacts.sealed import token_hash
from contacts.services.queue import post

TOKEN_BYTES = 16
LINK_DAYS = 90


def alert(
    request: ContactRequest, kind: str, *, professional: Professional | None, now: datetime
) -> None:
    """Write to this professional, or to the organisation's own address when there is none."""
    post(
        messages.to_professional(
            request,
            kind,
            address=address_of(request, professional),
            first_name=professional.first_name if professional else "",
            token=open_link(request, professional=professional, now=now),
            now=now,
        )
    )


def address_of(request: ContactRequest, professional: Professional | None) -> str:
    if professional:
        return professional.email
    return request.organisation.email if request.organisation else ""


def open_link(request: ContactRequest, *, professional: Professional | None, now: datetime) -> str:
    """A new link to this request, for one person or for the whole organisation; its token."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ProfessionalLink.objects.create(
        request=request,
        organisation=request.organisation,
        professional=professional,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + timedelta(days=LINK_DAYS),
    )
    return token
