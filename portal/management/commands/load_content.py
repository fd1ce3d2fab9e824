from django.core.management import BaseCommand, CommandError

from portal.content.loading import DATA, load_content
from tenants.models import Territory


class Command(BaseCommand):
    help = "Load the organisations and offers of portal/content/data; what is there stays as it is."

    def add_arguments(self, parser):
        known = sorted(path.stem for path in DATA.glob("*.json"))
        parser.add_argument("territories", nargs="*", help=f"Slugs among {', '.join(known)}.")

    def handle(self, *, territories: list[str], **options):
        slugs = territories or sorted(path.stem for path in DATA.glob("*.json"))
        found = {one.slug: one for one in Territory.objects.open().filter(schema_name__in=slugs)}
        for slug in slugs:
            if slug not in found or not (DATA / f"{slug}.json").exists():
                raise CommandError(f"{slug}: no open territory with a file of content.")
            count = max(load_content(found[slug]), default=0)
            self.stdout.write(f"{slug}: {count} offers")
