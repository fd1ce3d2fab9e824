from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from search import sites
        from tenants.models import Territory

        post_save.connect(
            sites.follow_coverage, sender=Territory, dispatch_uid="offers-follow-coverage"
        )
