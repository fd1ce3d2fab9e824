from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contacts.services import overdue_for_purge
from contacts.services.erasing import requests_to_purge


class Command(BaseCommand):
    help = "Say how many contacts wait to be purged; fails when some have for more than 48 hours."

    def handle(self, **options):
        now = timezone.now()
        if overdue := overdue_for_purge(now):
            raise CommandError(f"{overdue} should have been erased more than 48 hours ago.")
        self.stdout.write(f"{requests_to_purge(now).count()} to erase tonight, none is late.")
