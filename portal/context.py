from django.conf import settings

from portal.territories import national_url


def site(request):
    """What every page of the site shows, whichever view renders it."""
    return {
        "territory": getattr(request, "tenant", None),
        "national_url": national_url(),
        "demo": settings.DEMO,
    }
