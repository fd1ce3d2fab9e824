from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from tenants.migration_state import behind, fingerprint
from tenants.models import Territory
from tenants.provisioning import keep_spares, upgrade


class Command(BaseCommand):
    help = "Migrate the shared schema, then every territory's that is behind."
    # What migrates checks; with nothing to migrate they would be most of the time.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--verify",
            action="store_true",
            help="Ask each schema which migrations it has seen, whatever its row says.",
        )
        parser.add_argument("--spares", type=int, default=0, help="Keep that many schemas ready.")

    def handle(self, *, verify, spares, **options):
        if behind(["public"]):
            call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
        if verify:
            known = Territory.objects.with_schema().values_list("schema_name", flat=True)
            late = behind(list(known))
            Territory.objects.filter(schema_name__in=late).update(migrations="")
        failed = []
        outdated = Territory.objects.with_schema().exclude(migrations=fingerprint())
        outdated = outdated.order_by("status", "pk")
        for pk in list(outdated.values_list("pk", flat=True)):
            try:
                self.stdout.write(f"{upgrade(pk)}: up to date")
            except Exception as error:
                connection.close()
                connection.set_schema_to_public()
                failed.append(f"{Territory.objects.get(pk=pk).schema_name}: {error}")
        for schema in keep_spares(spares):
            self.stdout.write(f"{schema}: ready")
        if failed:
            raise CommandError("Some territories are behind:\n" + "\n".join(failed))
