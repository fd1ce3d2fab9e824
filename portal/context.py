from django.conf import settings

from portal.territories import national_url


def site(request):
    """What every page of the site shows, whichever view renders it."""
    return {
        "territory": getattr(request, "tenant", None),
        "national_url": national_url(),
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "single_sign_on": settings.OIDC_NAME,
        "demo": settings.DEMO,
    }
