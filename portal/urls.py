from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import media
from portal.country import site_views

handler400 = "portal.errors.bad_request"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", media.serve_own, name="media"),
    path("look/", include("portal.look.urls")),
    path("api/v1/", include("portal.api.urls")),
    path("webhooks/", include("portal.outgoing.urls")),
    *([path("demo/", include("portal.demo.urls"))] if settings.DEMO else []),
    *i18n_patterns(
        path("pro/", include("portal.pro.urls")),
        path("relais/", include("portal.relays.urls")),
        path("reseau/", include("portal.hub.urls")),
        path("suivi/", include("portal.country.urls")),
        path("chiffres/", site_views.public, name="figures"),
        path("suivi/dossiers/", include("portal.deployment.urls")),
        path("", include("portal.deployment.public_urls")),
        path("", include("portal.journey.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
