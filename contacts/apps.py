from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = _("Contact requests")

    def ready(self):
        from contacts import checks, tracking  # noqa: F401
