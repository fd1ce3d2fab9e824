from functools import partial

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from portal.menus import menu_for
from portal.territories import national_url


def site(request):
    """What every page of the site shows, whichever view renders it."""
    return {
        "territory": getattr(request, "tenant", None),
        "national_url": national_url(),
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "single_sign_on": settings.OIDC_NAME,
        "demo": settings.DEMO,
        # For the pages that show it alone.
        "staff_menu": SimpleLazyObject(partial(menu_for, request)),
    }
