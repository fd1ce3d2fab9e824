from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from contacts.erasures import read_erasures
from contacts.services import replay_erasures


class Command(BaseCommand):
    help = (
        "After an older copy of the database was restored, and before the portal is opened again: "
        "erase what FILE lists and the copy has brought back. Changes nothing without --apply."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="really erase")

    def handle(self, *, file, apply, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        erasures, unreadable = read_erasures(file)
        back = [one for one in erasures if one.standing().exists()]
        self.stdout.write(f"{len(erasures)} erasures listed, {len(back)} came back.")
        if apply:
            self.stdout.write(f"{replay_erasures(erasures)} erased again.")
        elif back:
            self.stdout.write("--apply erases them.")
        if unreadable:
            lines = ", ".join(map(str, unreadable))
            raise CommandError(f"These lines are no erasures, the others were read: {lines}")
