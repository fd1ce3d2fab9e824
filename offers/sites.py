"""Wagtail's site of a territory follows its primary host name."""

from django_tenants.utils import tenant_context

from tenants.models import Domain, Territory


def keep_in_step(instance: Domain, **kwargs) -> None:
    """post_save of a host name: previews and links are built from the site's."""
    from offers.services import set_site

    if instance.is_primary and instance.tenant.status != Territory.Status.SPARE:
        with tenant_context(instance.tenant):
            set_site(host=instance.domain)
