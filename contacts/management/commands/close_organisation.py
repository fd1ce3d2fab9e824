from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contacts.models import ContactRequest, Organisation
from contacts.services import close_organisation


class Command(BaseCommand):
    help = (
        "An organisation closes: those who wait are handed over to another one (--to), or are told "
        "and offered somebody else. Changes nothing without --apply."
    )

    def add_arguments(self, parser):
        parser.add_argument("organisation", type=int, help="its number")
        parser.add_argument("--to", type=int, help="the number of who takes over")
        parser.add_argument("--apply", action="store_true", help="really close")

    def handle(self, *, organisation, to, apply, **options):
        closing, other = self._find(organisation), self._find(to) if to else None
        if not apply:
            waiting = ContactRequest.objects.waiting().filter(organisation=closing)
            self.stdout.write(f"{closing}: {waiting.count()} waiting; --apply closes it.")
            return
        try:
            closed = close_organisation(organisation=closing, to=other, now=timezone.now())
        except ValidationError as refusal:
            raise CommandError(refusal.messages[0]) from refusal
        said = f"{closed.handed_over} handed over, {closed.told} told"
        self.stdout.write(f"{closing} is closed: {said}.")

    def _find(self, number):
        found = Organisation.objects.filter(pk=number).first()
        if found is None:
            raise CommandError(f"No organisation has the number {number}.")
        return found
