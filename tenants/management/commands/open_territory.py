from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils.module_loading import import_string

from tenants.provisioning import NoSpareError, add_spare, open_territory


class Command(BaseCommand):
    help = "Open a territory: name, address, zones."

    def add_arguments(self, parser):
        parser.add_argument("--name", required=True, help="Its name as people read it")
        parser.add_argument("--slug", required=True, help="Its address: lyon, grand-reims…")
        parser.add_argument(
            "--zones", default="", help='Zones to take in and out: "+departement:46 -commune:46042"'
        )
        parser.add_argument("--host", help="Its host name; by default below the portal's")

    def handle(self, *, slug, name, zones, host, **options):
        opening = partial(
            open_territory,
            slug=slug,
            name=name,
            host=host or f"{slug}.{settings.PORTAL_DOMAIN}",
            zones=zones.split(),
            fill=import_string(settings.TERRITORY_FILL),
        )
        try:
            try:
                territory = opening()
            except NoSpareError:
                self.stdout.write("No schema is ready: making one, some seconds…")
                add_spare()
                territory = opening()
        except (ValidationError, ValueError) as error:
            raise CommandError("; ".join(getattr(error, "messages", [str(error)]))) from error
        self.stdout.write(f"{territory.name} is open: {territory.url}/")
