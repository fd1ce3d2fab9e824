from django.core.management.base import BaseCommand

from contacts.services.rotating import blocked_contacts, rotate_keys, sealed_rows


class Command(BaseCommand):
    help = (
        "Lock again all that is sealed, under the first of CONTACT_KEYS; the others may then be "
        "moved to CONTACT_FORMER_KEYS. Changes nothing without --apply."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="really lock again")

    def handle(self, *, apply, **options):
        if not apply:
            self.stdout.write(f"{sealed_rows()} rows to lock again; --apply does it.")
            return
        self.stdout.write(f"{rotate_keys()} rows locked under the first key.")
        if blocked := blocked_contacts():
            self.stdout.write(
                f"{blocked} contacts want no messages and are known by a fingerprint alone: move "
                "the former key to CONTACT_FORMER_KEYS, or they will be written to again."
            )
