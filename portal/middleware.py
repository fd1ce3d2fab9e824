import logging
import time
from copy import copy

from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError, connection
from django.db.models.signals import post_delete, post_save
from django.http import Http404, HttpResponsePermanentRedirect
from django_tenants.middleware.main import TenantMainMiddleware

from portal import errors
from portal.health import health
from portal.media import NoRoomError
from tenants.models import Domain, Territory

logger = logging.getLogger(__name__)

HEALTH_PATH = "/health/"
HOST_SECONDS = 30
_hosts: dict[str, tuple[float, Territory]] = {}


class TerritoryMiddleware(TenantMainMiddleware):
    """Host name → territory, remembered for half a minute in each process."""

    @staticmethod
    def hostname_from_request(request):
        """As the host names are stored: no port, no `www.`, no capital, no final dot.

        Raises Http404 for what is no host name of ours."""
        try:
            host = TenantMainMiddleware.hostname_from_request(request)
        except DisallowedHost as error:
            raise Http404 from error
        return host.lower().removesuffix(".")

    def process_request(self, request):
        if getattr(request, "is_dummy", False):
            # Wagtail's preview builds a request with the site's host: stay where the editor is.
            request.tenant = connection.tenant
            return None
        if request.path == HEALTH_PATH:
            # Asked by machines, under whatever name they know this one.
            connection.set_schema_to_public()
            return health(request)
        try:
            response = super().process_request(request)
        except Http404:
            return errors.unknown_host(request)
        if response is None and request.tenant.moved:
            # 308: what is sent to the old address arrives at the new one.
            address = f"{request.tenant.url}{request.get_full_path()}"
            response = HttpResponsePermanentRedirect(address, preserve_request=True)
            # It may come back: a browser does not remember this for good.
            response["Cache-Control"] = "max-age=300"
        return response

    def get_tenant(self, domain_model, hostname):
        hit = _hosts.get(hostname)
        if hit and hit[0] > time.monotonic():
            return copy(hit[1])
        domain = (
            domain_model.objects.select_related("tenant")
            .filter(tenant__in=Territory.objects.with_address())
            .get(domain=hostname)
        )
        territory = domain.tenant
        territory.moved = not domain.is_primary
        _hosts[hostname] = (time.monotonic() + HOST_SECONDS, territory)
        return copy(territory)


def forget_hosts(**kwargs):
    _hosts.clear()


for _signal in (post_save, post_delete):
    for _model in (Domain, Territory):
        _signal.connect(forget_hosts, sender=_model, dispatch_uid=f"hosts-{_model.__name__}")


class StillAnsweringMiddleware:
    """A database that restarts, a disk that is full: a page that says so, not a stack trace."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            logger.exception("The database did not answer.")
            return errors.unavailable(request)

    def process_exception(self, request, exception):
        if isinstance(exception, (OperationalError, InterfaceError)):
            logger.error("The database did not answer.", exc_info=exception)
            connection.close()
            return errors.unavailable(request)
        if isinstance(exception, NoRoomError):
            logger.error("The disk is full.", exc_info=exception)
            return errors.no_room(request)
        return None
