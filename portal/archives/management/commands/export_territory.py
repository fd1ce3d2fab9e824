from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from portal.archives.exporting import export_territory
from tenants.models import Territory


class Command(BaseCommand):
    help = "All of one territory in a file; nothing of the young people who wrote to it."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="Its short name: lyon, grand-reims…")
        parser.add_argument("file", help="The file to write: lyon.zip")

    def handle(self, *, slug, file, **options):
        territory = Territory.objects.with_address().filter(schema_name=slug).first()
        if territory is None:
            raise CommandError(f"No territory is called {slug}.")
        try:
            export_territory(territory=territory, file=file)
        except (ValidationError, OSError) as error:
            raise CommandError("; ".join(getattr(error, "messages", [str(error)]))) from error
        self.stdout.write(f"{territory.name} is in {file}.")
