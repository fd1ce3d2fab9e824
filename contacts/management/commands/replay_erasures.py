from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from contacts.erasures import read_list
from contacts.services import replay_erasures, replay_wishes


class Command(BaseCommand):
    help = (
        "After an older copy of the database was restored, and before the portal is opened again: "
        "erase what FILE lists and the copy has brought back, block the contacts that it has "
        "forgotten. Changes nothing without --apply."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="really erase")

    def handle(self, *, file, apply, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        listed = read_list(file)
        wishes = listed.last_wishes.values()
        back = [one for one in listed.erasures if one.standing().exists()]
        forgotten = [one for one in wishes if one.forgotten]
        self.stdout.write(f"{len(listed.erasures)} erasures listed, {len(back)} came back.")
        self.stdout.write(f"{len(wishes)} wishes of contacts, {len(forgotten)} were forgotten.")
        if apply:
            self.stdout.write(f"{replay_erasures(listed.erasures)} erased again.")
            self.stdout.write(f"{replay_wishes(wishes)} followed again.")
        elif back or forgotten:
            self.stdout.write("--apply puts them right.")
        if listed.unreadable:
            lines = ", ".join(map(str, listed.unreadable))
            raise CommandError(f"These lines are no erasures, the others were read: {lines}")
