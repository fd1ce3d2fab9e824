"""How often one may ask: enough for a classroom behind one address, too little for a nuisance."""

import ipaddress
import math
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from contacts.details import Contact
from contacts.models import ContactRequest
from contacts.sealed import fingerprints
from search.models import CatalogueOffer

PER_ADDRESS = 60
ADDRESS_PERIOD = timedelta(hours=1)
PER_CONTACT = 10
CONTACT_PERIOD = timedelta(days=1)
OFFER_PERIOD = timedelta(hours=1)
LOOKUPS = 30
IPV6_NETWORK = 64


class TooManyRequests(Exception):
    """`str()` is a sentence for the young person; `retry_after` is in seconds."""

    def __init__(self, sentence: str, retry_after: int):
        super().__init__(sentence)
        self.retry_after = retry_after


def check_limits(
    *, contact: Contact, address: str, now: datetime, offer: CatalogueOffer | None = None
) -> None:
    """Raises TooManyRequests if this contact or this network address has asked enough, or if this
    offer was asked for more than its team can read."""
    sent_to = ContactRequest.objects.with_contact(contact)
    if wait := _wait(sent_to, PER_CONTACT, CONTACT_PERIOD, now):
        raise TooManyRequests(
            _("This contact has already sent many requests today. Try again tomorrow."), wait
        )
    if offer is not None:
        asked_for = ContactRequest.objects.filter(offer=offer)
        if wait := _wait(asked_for, settings.CONTACT_REQUESTS_PER_OFFER, OFFER_PERIOD, now):
            raise TooManyRequests(
                _("Very many people have just asked for this offer. Try again in an hour."),
                wait,
            )
    if not address:
        return
    sent_from = ContactRequest.objects.filter(
        address_fingerprint__in=fingerprints("address", network_of(address))
    )
    if wait := _wait(sent_from, PER_ADDRESS, ADDRESS_PERIOD, now):
        raise TooManyRequests(
            _("Many requests have just left from this connection. Try again in an hour."), wait
        )


def check_lookups(*, address: str, now: datetime) -> None:
    """Raises TooManyRequests if this network address has asked for many links within the hour."""
    if not address:
        return
    name = f"lookups:{fingerprints('address', network_of(address))[0]}:{now:%Y%m%d%H}"
    cache.add(name, 0, int(ADDRESS_PERIOD.total_seconds()))
    if cache.incr(name) > LOOKUPS:
        raise TooManyRequests(
            _("Many links have just been asked for from this connection. Try again in an hour."),
            int(ADDRESS_PERIOD.total_seconds()),
        )


def network_of(address: str) -> str:
    """An IPv6 household changes addresses within its /64: the network is what counts."""
    try:
        ip = ipaddress.ip_address(address.strip())
    except ValueError:
        return address.strip()
    if ip.version == 6:
        return str(ipaddress.ip_network((ip, IPV6_NETWORK), strict=False))
    return str(ip)


def _wait(requests, allowed: int, period: timedelta, now: datetime) -> int:
    """Seconds until one more is allowed; 0 if it is."""
    recent = requests.filter(sent_at__gt=now - period).order_by("-sent_at")
    last = list(recent.values_list("sent_at", flat=True)[allowed - 1 : allowed])
    return max(1, math.ceil((last[0] + period - now).total_seconds())) if last else 0
