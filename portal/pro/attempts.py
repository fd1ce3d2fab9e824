"""How often one may try a password: enough for who has forgotten it, too little to guess."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from contacts.limits import network_of
from contacts.sealed import fingerprint
from portal.network import address_of

PERIOD = timedelta(hours=1)
# For one account from one network address, and for all accounts from there.
PER_ACCOUNT, PER_NETWORK = 10, 100


def too_many_attempts(request, email: str) -> bool:
    tried = cache.get_many(_names(request, email))
    return any(tried.get(name, 0) >= most for name, most in _names(request, email).items())


def count_attempt(request, email: str) -> None:
    for name in _names(request, email):
        cache.add(name, 0, int(PERIOD.total_seconds()))
        cache.incr(name)


def _names(request, email: str) -> dict[str, int]:
    network = network_of(address_of(request))
    hour = f"{timezone.now():%Y%m%d%H}"
    account = fingerprint("attempts", f"{network}|{email.strip().lower()}")
    return {
        f"attempts:{account}:{hour}": PER_ACCOUNT,
        f"attempts:{fingerprint('attempts', network)}:{hour}": PER_NETWORK,
    }
