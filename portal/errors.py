"""Pages for what goes wrong: a sentence one understands, and a way on."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tenants.models import Territory


def _answer(request, status, sentence, template):
    if request.path.startswith("/api/"):
        return JsonResponse({"errors": {"request": [sentence]}}, status=status)
    response = HttpResponse(
        render_to_string(template, {"sentence": sentence}, request=None), status=status
    )
    response["Cache-Control"] = "no-store"
    return response


def unknown_host(request):
    return _answer(request, 404, _("There is no site at this address."), "portal/bare.html")


def unavailable(request):
    response = _answer(
        request,
        503,
        _("The site is catching its breath. Try again in a minute: nothing you sent is lost."),
        "portal/bare.html",
    )
    response["Retry-After"] = "30"
    return response


def stopped(request):
    """For a territory that is paused, which search engines take for a while, or closed."""
    status = 503 if request.tenant.status == Territory.Status.PAUSED else 410
    if request.path.startswith("/api/"):
        sentence = {
            503: _("Boussole %(name)s is paused: its offers come back later."),
            410: _("Boussole %(name)s has closed."),
        }[status] % {"name": request.tenant.name}
        response = JsonResponse({"errors": {"request": [sentence]}}, status=status)
    else:
        response = render(request, "portal/stopped.html", status=status)
    # Nothing is wrong: a visit of a paused site is no error for whoever collects them.
    response._has_been_logged = True
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = str(24 * 3600)
    return response


def no_room(request):
    """For a file that the disk could not take; the screens that upload read JSON."""
    sentence = _("There is no room left for this file, and nothing was saved. Tell the team.")
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"success": False, "error_message": sentence})
    return _answer(request, 507, sentence, "portal/bare.html")


def csrf_failure(request, reason=""):
    return render(request, "portal/csrf.html", status=403)


def not_found(request, exception):
    if request.path.startswith("/api/"):
        return JsonResponse({"errors": {"request": [_("There is nothing here.")]}}, status=404)
    return render(request, "portal/404.html", status=404)


def server_error(request):
    # What a middleware asks of the database (which territory is this?) ends here, not in ours.
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return unavailable(request)
    return _answer(
        request, 500, _("Something broke on our side. We have been told."), "portal/bare.html"
    )


def bad_request(request, exception):
    return _answer(request, 400, _("We could not read this request."), "portal/bare.html")
