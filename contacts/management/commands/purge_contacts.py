from django.core.management.base import BaseCommand
from django.utils import timezone

from contacts.services import purge_contacts
from contacts.services.erasing import requests_to_purge


class Command(BaseCommand):
    help = (
        "Erase contacts, messages and answers whose time is over. Changes nothing without --apply."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="really erase")

    def handle(self, *, apply, **options):
        now = timezone.now()
        if not apply:
            self.stdout.write(f"{requests_to_purge(now).count()} to erase; --apply erases them.")
            return
        self.stdout.write(f"{purge_contacts(now=now)} erased.")
