from pathlib import Path

from django.core.management.base import BaseCommand

from contacts.erasures import add_missing


class Command(BaseCommand):
    help = (
        "Add to FILE the erasures and the blocked contacts that it does not list yet; lines are "
        "never taken away. Keep it apart from the database and its copies."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        self.stdout.write(f"{add_missing(file)} lines added to {file}.")
