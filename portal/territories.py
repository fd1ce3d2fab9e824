"""The addresses of the sites: the national one and the territories'."""

from django.conf import settings

from tenants.models import Territory


def national_url() -> str:
    """Address of the national site, without a final slash."""
    port = f":{settings.PORTAL_PORT}" if settings.PORTAL_PORT else ""
    return f"{settings.PORTAL_SCHEME}://{settings.PORTAL_DOMAIN}{port}"


def territory_host(slug: str) -> str:
    return f"{slug}.{settings.PORTAL_DOMAIN}"


def territory_of(place) -> Territory | None:
    """The open territory that holds this place."""
    codes = [code for code in (place.code, place.parent) if code]
    return Territory.objects.covering(codes).with_host().first()
