"""The suggestion box, while somebody types. Nothing of it is noted anywhere."""

from django.db import transaction
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.journey.visit import Visit, read_visit
from portal.suggesting import detail_of, group_of, help_for, path_of, suggestions_on


# What is typed may be intimate: the browser may keep it a minute, no cache on the way.
@transaction.non_atomic_requests
@require_safe
@cache_control(private=True, max_age=60)
def suggest(request):
    visit = read_visit(request)
    found = suggestions_on(request.tenant, visit.words, place=visit.place)
    results = [
        {
            "group": group_of(one),
            "label": one.label,
            "marks": one.marks,
            "detail": detail_of(one),
            "url": path_of(one, found),
        }
        for one in found.found
    ]
    return JsonResponse({"results": [*_help_first(visit), *results]})


def _help_first(visit: Visit) -> list[dict]:
    """Each number can be read in the list; it leads to the page where it is called, and left
    quickly."""
    url = reverse("journey:search") + visit.changed({})
    return [
        {
            "group": _("Help right now"),
            "label": one.number,
            "marks": [],
            "detail": str(one.label),
            "url": url,
        }
        for one in help_for(visit.words)
    ]
