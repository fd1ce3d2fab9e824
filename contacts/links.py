"""Addresses on a territory's own site: those of a request, and those of its animators."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from contacts.blocking import block_token
from contacts.details import Contact
from contacts.models import ContactRequest
from contacts.sealed import fingerprint


def follow_url(request: ContactRequest, token: str) -> str:
    """Where the young person follows, withdraws and erases; in their language."""
    with override(request.language):
        return f"{request.territory.url}{reverse('journey:follow', args=[token])}"


def stop_url(request: ContactRequest, contact: Contact) -> str:
    """Where whoever receives our messages stops them for good; it outlives the request."""
    token = block_token(fingerprint("contact", contact.value.lower()))
    with override(request.language):
        return f"{request.territory.url}{reverse('journey:no-messages', args=[token])}"


def professional_url(request: ContactRequest, token: str, language: str) -> str:
    """Where the professional answers, without an account; in their language."""
    with override(language):
        return f"{request.territory.url}{reverse('pro:request', args=[token])}"


def commitments_url(request: ContactRequest) -> str:
    """Where the animator sees the promises that were not kept, and calls the organisations."""
    with override(settings.LANGUAGE_CODE):
        return f"{request.territory.url}{reverse('commitments')}"


def undelivered_url(request: ContactRequest) -> str:
    """Where the animator sees what could not be sent."""
    with override(settings.LANGUAGE_CODE):
        return f"{request.territory.url}{reverse('outgoing')}"
