"""What a territory still answers when it is paused or closed, and in which languages."""

import re

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import translate_url
from django.utils.translation import get_language, get_language_from_path

from portal import errors
from tenants.models import Territory

# Promises that were made are kept: the links of requests, what one reads of one's data, how the
# pages look.
STILL_OPEN = re.compile(
    r"(/[a-z]{2})?/(suivi|plus-de-messages|ma-demande|pro/demandes|infos)/"
    r"|/(look|media|static|demo|webhooks)/|/api/v1/contact-requests/."
)
# Its team goes on preparing.
DURING_A_PAUSE = re.compile(r"/(admin|documents)/|/_util/")


class TerritoryPagesMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        territory = getattr(request, "tenant", None)
        if not isinstance(territory, Territory):
            return None
        if not territory.is_open and not _answers(territory, request.path):
            return errors.stopped(request)
        shown = [code for code, _name in territory.shown_languages]
        if get_language_from_path(request.path) and get_language() not in shown:
            here = translate_url(request.get_full_path(), settings.LANGUAGE_CODE)
            return HttpResponseRedirect(here, preserve_request=True)
        return None


def _answers(territory: Territory, path: str) -> bool:
    if STILL_OPEN.match(path):
        return True
    return territory.status == Territory.Status.PAUSED and bool(DURING_A_PAUSE.match(path))
