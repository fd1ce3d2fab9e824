from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from tenants.migration_state import behind, fingerprint
from tenants.models import Territory


class Command(BaseCommand):
    help = "Migrate the shared schema, then every territory's that is behind."

    def add_arguments(self, parser):
        parser.add_argument(
            "--verify",
            action="store_true",
            help="Ask each schema which migrations it has seen, whatever its row says.",
        )
        parser.add_argument("--spares", type=int, default=0, help="Keep that many schemas ready.")

    def handle(self, *, verify, spares, **options):
        from tenants.provisioning import add_spare

        call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
        if verify:
            late = behind(list(Territory.objects.values_list("schema_name", flat=True)))
            Territory.objects.filter(schema_name__in=late).update(migrations="")
        failed = []
        outdated = Territory.objects.exclude(migrations=fingerprint()).order_by("status", "pk")
        for pk in list(outdated.values_list("pk", flat=True)):
            # Waits for an opening under way; from here nobody claims it.
            Territory.objects.filter(pk=pk).update(migrations="")
            schema = Territory.objects.get(pk=pk).schema_name
            try:
                call_command(
                    "migrate_schemas",
                    schema_name=schema,
                    tenant=True,
                    interactive=False,
                    verbosity=0,
                )
            except Exception as error:
                connection.close()
                connection.set_schema_to_public()
                failed.append(f"{schema}: {error}")
                continue
            Territory.objects.filter(pk=pk).update(migrations=fingerprint())
            self.stdout.write(f"{schema}: up to date")
        ready = Territory.objects.filter(status=Territory.Status.SPARE, migrations=fingerprint())
        for _missing in range(spares - ready.count()):
            self.stdout.write(f"{add_spare().schema_name}: ready")
        if failed:
            raise CommandError("Some territories are behind:\n" + "\n".join(failed))
