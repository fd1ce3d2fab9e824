"""A territory from its file: all of it or nothing, in one transaction, into a spare schema."""

import shutil
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django_tenants.utils import schema_context

from offers.models import OfferPage, ThemePage
from offers.publishing import write_row
from offers.questionnaire.publishing import on_publish as ask_questionnaire
from offers.questionnaire.publishing import words_to_approve
from offers.services import set_site
from portal.archives import shared
from portal.archives.exporting import FIELDS
from portal.archives.package import Package
from portal.archives.references import Numbers, change_references
from portal.archives.rows import count_on, empty, kept_models, pour
from portal.territories import territory_host
from search.models import OfferHiding
from search.sites import place_national_offers
from tenants.migration_state import fingerprint
from tenants.models import Logo, Territory
from tenants.provisioning import open_territory
from tenants.roles import Role, members, set_role
from themes.models import RegisterEntry, Theme, Wording


def import_territory(
    *, file: IO[bytes] | str, slug: str = "", host: str = "", was: Territory | None = None
) -> Territory:
    """Open the territory of this archive, under another short name or address if given. `was` is
    the row that is left of it here: what the country approved of its questions holds again.

    Raises ValidationError with why not (no archive, damaged, of another version, a short name, an
    address or a commune that is taken), tenants.provisioning.NoSpareError when no schema is ready.
    """
    package = Package(file)
    slug = slug or package.manifest["slug"]
    if package.manifest["migrations"] != fingerprint():
        raise ValidationError(
            _("This archive was made by another version of the portal: use the same on both.")
        )
    [said] = package.rows("territory.jsonl")
    fields = {name: said[name] for name in FIELDS}
    with schema_context("public"), _whole(), transaction.atomic():
        if said["logo"]:
            fields["logo"] = Logo.objects.create(content=b64decode(said["logo"]))
        return open_territory(
            slug=slug,
            host=host or said["host"] or territory_host(slug),
            zones=said["zones"],
            fill=partial(_fill, package, was),
            **fields,
        )


@contextmanager
def _whole() -> Iterator[None]:
    """Digests were right, rows are not: somebody wrote the file by hand."""
    try:
        yield
    except (DataError, IntegrityError, KeyError) as error:
        raise ValidationError(_("The rows of this archive do not hold together.")) from error


def _fill(package: Package, was: Territory | None, territory: Territory, host: str) -> None:
    tables = kept_models()
    described = {
        name.removeprefix("shared/").removesuffix(".jsonl"): list(package.rows(name))
        for name in package.names("shared")
    }
    numbers = shared.find_or_make(territory, described)
    empty()
    for table, model in tables.items():
        pour(table, _renumbered(package.rows(f"rows/{table}.jsonl"), model, numbers))
    # What points to nothing is said now, before any file is written.
    connection.check_constraints()
    count_on(tables.values())
    _check_themes()
    if was:
        _inherit(was, territory)
    set_site(host=host)
    with _own_folder():
        _write_files(package)
        _write_what_follows()


def _renumbered(rows: Iterator[dict], model: type[Model], numbers: Numbers) -> Iterator[dict]:
    for row in rows:
        change_references(model, row, lambda shared_model, one: numbers[shared_model].get(one))
        yield row


def _inherit(was: Territory, territory: Territory) -> None:
    for rows in (RegisterEntry.objects, Wording.objects, OfferHiding.objects):
        rows.filter(territory=was).update(territory=territory)
    place_national_offers(territory=territory)


def _check_themes() -> None:
    wanted = set(ThemePage.objects.values_list("theme_key", flat=True))
    missing = wanted - set(Theme.objects.values_list("key", flat=True))
    if missing:
        raise ValidationError(
            _("This portal lacks themes of this territory: %(themes)s."),
            params={"themes": ", ".join(sorted(missing))},
        )


@contextmanager
def _own_folder() -> Iterator[None]:
    """The folder of its files, empty; and away if nothing comes of it."""
    folder = default_storage.path("")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write_files(package: Package) -> None:
    for name in package.names("media"):
        content = ContentFile(b"".join(package.pieces(name)))
        default_storage.save(name.removeprefix("media/"), content)


def _write_what_follows() -> None:
    """What is worked out from the rows: who is in the team, what is asked, the catalogue, and
    Wagtail's indexes. Words that nobody has approved here are not asked: the model's are."""
    for member in list(members()):
        set_role(user=member, role=Role(member.role))
    for page in ThemePage.objects.live():
        if not words_to_approve(page):
            ask_questionnaire(page)
    for offer in OfferPage.objects.live():
        write_row(offer)
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
