from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils.module_loading import import_string

from tenants.provisioning import NoSpareError, add_spare, open_territory


class Command(BaseCommand):
    help = "Open a territory: name, address, zones. Nothing changes without --apply."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="Its address: lyon, grand-reims…")
        parser.add_argument("name", help="Its name as people read it")
        parser.add_argument(
            "--zone",
            action="append",
            default=[],
            dest="zones",
            help="Typed zone, again for several: epci:200046977, departement:46, -commune:46001",
        )
        parser.add_argument("--host", help="Its host name; by default below the portal's")
        parser.add_argument("--apply", action="store_true", help="Do it")

    def handle(self, *, slug, name, zones, host, apply, **options):
        host = host or f"{slug}.{settings.PORTAL_DOMAIN}"
        if not apply:
            self.stdout.write(f"Would open {name} at {host}. Add --apply to do it.")
            return
        fill = import_string(settings.TERRITORY_FILL)
        try:
            try:
                territory = open_territory(slug=slug, name=name, host=host, zones=zones, fill=fill)
            except NoSpareError:
                self.stdout.write("No schema is ready: making one, some seconds…")
                add_spare()
                territory = open_territory(slug=slug, name=name, host=host, zones=zones, fill=fill)
        except (ValidationError, ValueError) as error:
            raise CommandError("; ".join(getattr(error, "messages", [str(error)]))) from error
        self.stdout.write(f"{territory.name} is open: {territory.url}/")
