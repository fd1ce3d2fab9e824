"""All of one territory in a file: its pages, its pictures, its team, who commits to answer there.

Never anything of a young person: no request, no message, no contact, no wish, no search.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tenants.utils import schema_context, tenant_context

from portal.archives import shared
from portal.archives.package import Writing
from portal.archives.references import Sought
from portal.archives.rows import kept_models, rows_of
from portal.territories import territory_host
from tenants.migration_state import fingerprint
from tenants.models import Territory

FIELDS = (
    "name", "phone", "palette", "logo_alt", "languages", "themes", "retention_days", "controller",
    "data_contact", "legal_basis",
)  # fmt: skip


def export_territory(*, territory: Territory, file: IO[bytes] | str) -> None:
    """Write it, as it is at one moment, to a file or to the file of this name.

    Raises ValidationError for the national site and for a schema that is behind.
    """
    if territory.is_national:
        raise ValidationError(_("The national site is no territory: it is not exported."))
    with _one_moment():
        territory = Territory.objects.with_address().get(pk=territory.pk)
        if territory.migrations != fingerprint():
            raise ValidationError(_("Migrations are missing here: upgrade the territories first."))
        said = {
            "slug": territory.slug,
            "name": territory.name,
            "migrations": territory.migrations,
            "made_at": timezone.now().isoformat(),
        }
        with Writing(file, **said) as package:
            _write(territory, package)


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees the database as it is when it begins."""
    begins = not connection.in_atomic_block
    with schema_context("public"), transaction.atomic():
        if begins:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _write(territory: Territory, package: Writing) -> None:
    sought = Sought()
    with tenant_context(territory):
        for table, model in kept_models().items():
            package.add_rows(f"rows/{table}.jsonl", _noted(rows_of(table), model, sought))
        for name in _all_files(""):
            with default_storage.open(name) as file:
                package.add_file(f"media/{name}", file)
    described = shared.describe(territory, sought)
    for name, entries in described.items():
        package.add_rows(f"shared/{name}.jsonl", entries)
    package.add_rows("territory.jsonl", [_public(territory)])


def _noted(rows: Iterator[dict], model: type[Model], sought: Sought) -> Iterator[dict]:
    for row in rows:
        sought.add(model, row)
        yield row


def _public(territory: Territory) -> dict:
    here = territory_host(territory.slug)
    return {
        **{name: getattr(territory, name) for name in FIELDS},
        # Empty: below the portal, wherever that is.
        "host": "" if territory.host == here else territory.host,
        "zones": [str(zone) for zone in territory.zones.order_by("excluded", "code")],
        "logo": b64encode(territory.logo.content).decode() if territory.logo else "",
    }


def _all_files(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from sorted(f"{folder}{name}" for name in files)
    for one in sorted(folders):
        yield from _all_files(f"{folder}{one}/")
