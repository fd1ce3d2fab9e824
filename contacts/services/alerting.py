"""Writing to whoever is to answer: each letter has a link of its own, for one request."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django_tenants.utils import tenant_context

from contacts import messages
from contacts.messages import Addressee
from contacts.models import ContactRequest, MessageWishes, Professional, ProfessionalLink
from contacts.sealed import token_hash
from contacts.services.queue import post
from tenants.models import Territory
from tenants.roles import Role, members

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
            to=addressee_of(request, professional),
            token=open_link(request, professional=professional, now=now),
            now=now,
        )
    )


def alert_together(
    requests: Sequence[ContactRequest], *, professional: Professional | None, now: datetime
) -> None:
    """One letter about several requests of a territory, with a link to each."""
    letter = [(one, open_link(one, professional=professional, now=now)) for one in requests]
    post(
        messages.digest(
            letter,
            to=addressee_of(requests[0], professional),
            now=now,
        )
    )


def animators_of(territory: Territory) -> list[Addressee]:
    """Those who animate it, whose accounts are open; in the language of their screens there."""
    with tenant_context(territory):
        people = members().filter(groups__name=Role.ANIMATOR, is_active=True)
        screens = dict(people.values_list("email", "wagtail_userprofile__preferred_language"))
    return [
        Addressee(address, language=screens[address] or Addressee.language)
        for address in sorted(screens)
    ]


def address_of(request: ContactRequest, professional: Professional | None) -> str:
    """That of this person, or the organisation's own; "" when there is none."""
    if professional:
        return professional.email
    return request.organisation.email if request.organisation else ""


def addressee_of(request: ContactRequest, professional: Professional | None) -> Addressee:
    address = address_of(request, professional)
    if professional is None:
        return Addressee(address)
    language = MessageWishes.objects.of(professional.user_id).language
    return Addressee(address, professional.first_name, language)


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
