"""What test_opening_at_once runs in processes of their own, to let them meet and to kill them.

`python -m tests.tenants.opening <database> <slug> <zone> [<host>]`

Says "filling" half-way through and waits for a line on its input; then "open", or why not. Without
a slug, it makes one more schema ready.
"""

import sys

import django

django.setup()

from django.core.exceptions import ValidationError  # noqa: E402
from django.db import connection  # noqa: E402

from offers.services import fill_territory  # noqa: E402
from portal.local.spares import copy_spare  # noqa: E402
from portal.territories import territory_host  # noqa: E402
from tenants.models import Territory  # noqa: E402
from tenants.provisioning import NoSpareError, open_territory  # noqa: E402


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def fill(territory, host):
    fill_territory(territory, host)
    say("filling")
    sys.stdin.readline()


def main(database, slug="", zone="", host=""):
    connection.settings_dict["NAME"] = database
    if not slug:
        copy_spare(Territory.objects.get(status=Territory.Status.SPARE))
        say("ready")
        return
    try:
        open_territory(
            slug=slug, name=slug, host=host or territory_host(slug), zones=[zone], fill=fill
        )
    except ValidationError as refusal:
        say(*refusal.messages)
    except NoSpareError:
        say("no spare")
    else:
        say("open")


if __name__ == "__main__":
    main(*sys.argv[1:])
