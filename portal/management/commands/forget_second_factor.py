from django.core.management.base import BaseCommand, CommandError

from portal.pro.second_factor import forget
from tenants.accounts.models import User


class Command(BaseCommand):
    help = (
        "For somebody who has lost phone and spare codes, once you know that it is them: the "
        "password is enough again. Changes nothing without --apply."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--apply", action="store_true", help="really forget it")

    def handle(self, *, email, apply, **options):
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError("No account has this address.")
        if apply:
            forget(user)
        self.stdout.write(f"{user.email}: {'forgotten.' if apply else '--apply forgets it.'}")
