"""Addresses on a territory's own site: the two of a request, and that of its animators."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from contacts.models import ContactRequest
from tenants.models import Territory


def follow_url(request: ContactRequest, token: str) -> str:
    """Where the young person follows, withdraws and erases; in their language."""
    with override(request.language):
        return f"{request.territory.url}{reverse('journey:follow', args=[token])}"


def professional_url(request: ContactRequest, token: str) -> str:
    """Where the professional answers, without an account."""
    with override(settings.LANGUAGE_CODE):
        return f"{request.territory.url}{reverse('pro:request', args=[token])}"


def undelivered_url(territory: Territory) -> str:
    """Where animators see what could not be sent."""
    return f"{territory.url}{reverse('outgoing')}"
