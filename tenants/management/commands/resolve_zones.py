from django.core.management import BaseCommand, CommandError

from tenants.coverage import read_zones
from tenants.provisioning import communes_in


class Command(BaseCommand):
    help = "The INSEE codes that typed zones come to, sorted, one a line."

    def add_arguments(self, parser):
        parser.add_argument("zones", help='"+departement:46 -commune:46042"')

    def handle(self, *, zones, **options):
        try:
            found = communes_in(read_zones(zones.split()))
        except ValueError as error:
            raise CommandError(str(error)) from error
        if not found:
            raise CommandError("No commune of today is in these zones.")
        self.stdout.write("\n".join(sorted(found)))
