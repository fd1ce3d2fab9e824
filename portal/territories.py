"""The addresses of the sites: the national one and the territories'."""

from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import Http404
from django.shortcuts import redirect

from tenants.geography.models import Commune
from tenants.geography.suggest import Place, around, find
from tenants.models import NATIONAL, CoveredCommune, Territory

# Where a commune is served changes once a year; where it is not yet, a territory may open.
REMEMBERED_SECONDS = 30
NOBODY_SECONDS = 1
NEXT_DOOR_KM = 60


def national_url() -> str:
    """Address of the national site, without a final slash."""
    port = f":{settings.PORTAL_PORT}" if settings.PORTAL_PORT else ""
    return f"{settings.PORTAL_SCHEME}://{settings.PORTAL_DOMAIN}{port}"


def on_the_national_site(view):
    """A page that is there alone: elsewhere its address leads there, and nothing is received."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.tenant.is_national:
            return view(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD"):
            raise Http404
        return redirect(national_url() + request.path)

    return checked


def site_url() -> str:
    """Address of the site whose schema is active, without a final slash."""
    here = connection.tenant
    return here.url if isinstance(here, Territory) else national_url()


def territory_host(slug: str) -> str:
    """Host name of a site below the portal's; the national one is the portal's own."""
    return settings.PORTAL_DOMAIN if slug == NATIONAL else f"{slug}.{settings.PORTAL_DOMAIN}"


def holder_of(place: Place) -> int | None:
    """The id of the open territory that holds this place; no query while it is remembered."""
    name = f"holder:{place.code}"
    holder = cache.get(name)
    if holder is None:
        holder = Territory.objects.holding(place).values_list("pk", flat=True).first() or 0
        cache.set(name, holder, REMEMBERED_SECONDS if holder else NOBODY_SECONDS)
    return holder or None


def next_door(place: Place, territory: Territory) -> tuple[float, Place, Territory] | None:
    """The closest commune within 60 km where another open territory answers, how far, and which."""
    communes = {one.code: (far, one) for far, one in around(place, NEXT_DOOR_KM)}
    held = CoveredCommune.objects.filter(
        commune__in=communes, territory__in=Territory.objects.local()
    ).exclude(territory=territory)
    found = dict(held.values_list("commune", "territory"))
    if not found:
        return None
    far, closest = min((communes[code] for code in found), key=lambda one: (one[0], one[1].code))
    other = Territory.objects.with_host().get(pk=found[closest.code])
    return far, closest, other


def centre_of(territory: Territory) -> Place | None:
    """The commune of a territory where most people live; no query while it is remembered."""
    name = f"centre:{territory.pk}"
    code = cache.get(name)
    if code is None:
        communes = Commune.objects.filter(coverage__territory=territory)
        code = communes.order_by("-population", "pk").values_list("pk", flat=True).first() or ""
        cache.set(name, code, REMEMBERED_SECONDS)
    return find(code) if code else None


def territory_of(place) -> Territory | None:
    """The open territory that holds this place."""
    return Territory.objects.holding(place).with_host().first()


def shown_territories(territory: Territory) -> frozenset[int] | None:
    """Whose offers a site shows, see search.sites; None is the whole country."""
    return None if territory.is_national else frozenset({territory.pk})


def addresses(*needed: str) -> dict[str, str]:
    """Address of each open site by slug; remembered half a minute, unless one that is needed has
    opened meanwhile."""
    known = cache.get("addresses")
    if known is None or not known.keys() >= set(needed):
        known = {one.slug: one.url for one in Territory.objects.open().with_host()}
        cache.set("addresses", known, REMEMBERED_SECONDS)
    return known
