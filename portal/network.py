import re

from rest_framework.throttling import BaseThrottle

from contacts.limits import network_of

_ROBOT = re.compile(r"bot\b|crawl|spider|slurp", re.I)


def address_of(request) -> str:
    """Network address of who asks, as the trusted proxies in front (setting PROXIES) tell it."""
    return BaseThrottle().get_ident(request) or ""


def visitor_of(request) -> str:
    """What tells two visitors apart for as long as nobody keeps it: their network and browser.
    Empty for who is no visitor: a robot, a page that a browser fetches ahead."""
    browser = request.headers.get("User-Agent", "")
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method != "GET" or ahead or _ROBOT.search(browser):
        return ""
    return f"{network_of(address_of(request))} {browser}"
