from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class OffersConfig(AppConfig):
    name = "offers"
    verbose_name = _("Offers")

    def ready(self):
        from offers import publishing, sites
        from tenants.models import Domain

        publishing.connect()
        post_save.connect(sites.keep_in_step, sender=Domain, dispatch_uid="site-follows-host")
