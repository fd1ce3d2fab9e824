from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self):
        from wagtail.admin import userbar, utils
        from wagtail.admin.templatetags import wagtailadmin_tags

        from portal.territories import site_url

        # WAGTAILADMIN_BASE_URL is one for all: Wagtail's e-mails would link to another site.
        for module in (utils, userbar, wagtailadmin_tags):
            module.get_admin_base_url = site_url
