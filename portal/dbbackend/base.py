"""django-tenants' backend, with two corrections measured on Wagtail."""

from django.contrib.contenttypes.models import ContentType
from django_tenants.postgresql_backend import base


class DatabaseWrapper(base.DatabaseWrapper):
    def set_tenant(self, tenant, include_public=True):
        # Content types live in `public` alone, so their cache holds for every schema:
        # emptying it at each request would cost three queries a page.
        kept, ContentType.objects._cache = ContentType.objects._cache, {}
        super().set_tenant(tenant, include_public)
        ContentType.objects._cache = kept

    def on_commit(self, func, robust=False):
        """Run `func` in the schema that asked for it, whichever is active at the commit."""
        tenant = self.tenant

        def run():
            current = self.tenant
            if current.schema_name == tenant.schema_name:
                return func()
            self.set_tenant(tenant)
            try:
                return func()
            finally:
                self.set_tenant(current)

        super().on_commit(run, robust)
