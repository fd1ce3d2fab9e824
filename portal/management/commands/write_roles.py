from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import override

from portal.country.roles import as_markdown


class Command(BaseCommand):
    help = "Write docs/roles.md: who may do what, from the matrix in tenants/rights.py."

    def handle(self, **options):
        with override("en"):
            Path(settings.BASE_DIR, "docs", "roles.md").write_text(as_markdown())
