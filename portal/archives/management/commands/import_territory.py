from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from portal.archives.importing import import_territory
from tenants.provisioning import NoSpareError, add_spare


class Command(BaseCommand):
    help = "Open the territory of an archive: all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", help="The file that export_territory wrote")
        parser.add_argument("--slug", default="", help="Another short name")
        parser.add_argument("--host", default="", help="Another host name")

    def handle(self, *, file, slug, host, **options):
        try:
            try:
                territory = import_territory(file=file, slug=slug, host=host)
            except NoSpareError:
                self.stdout.write("No schema is ready: making one, some seconds…")
                add_spare()
                territory = import_territory(file=file, slug=slug, host=host)
        except (ValidationError, OSError) as error:
            raise CommandError("; ".join(getattr(error, "messages", [str(error)]))) from error
        self.stdout.write(f"{territory.name} is open: {territory.url}/")
