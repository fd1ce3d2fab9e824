from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchesConfig(AppConfig):
    name = "portal.searches"
    verbose_name = _("What visitors search for")
