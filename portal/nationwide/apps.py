from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NationwideConfig(AppConfig):
    name = "portal.nationwide"
    verbose_name = _("Offers of the whole country")
