from rest_framework.throttling import BaseThrottle


def address_of(request) -> str:
    """Network address of who asks, as the trusted proxies in front (setting PROXIES) tell it."""
    return BaseThrottle().get_ident(request) or ""
