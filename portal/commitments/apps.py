from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "portal.commitments"
    verbose_name = _("Commitment watch")
