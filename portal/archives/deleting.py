"""A territory that is closed is deleted after a delay: a file of it is kept, its row too, for the
figures. Everything else goes, what young people left first."""

import shutil
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django_tenants.utils import schema_context
from psycopg import sql

from contacts.models import Charter
from contacts.services import erase_all_of
from portal.archives.models import Archive
from portal.archives.services import make_archive
from search.models import CatalogueOffer
from tenants.accounts.models import TerritoryRole
from tenants.models import Opening, Territory
from tenants.status import change_status
from themes.models import OwnQuestionnaire


@transaction.atomic
def plan_deletion(*, territory: Territory, today: date) -> Territory:
    """To be deleted in TERRITORY_DELETION_DAYS; until then it may be kept, or opened again.

    Raises ValidationError for a territory that is not closed.
    """
    return _set_day(territory, deletion_day(today))


def deletion_day(today: date) -> date:
    return today + timedelta(days=settings.TERRITORY_DELETION_DAYS)


def keep(*, territory: Territory) -> Territory:
    """It is not deleted after all."""
    return _set_day(territory, None)


@transaction.atomic
def _set_day(territory: Territory, day: date | None) -> Territory:
    with schema_context("public"):
        territory = Territory.objects.select_for_update().get(pk=territory.pk)
        if territory.status != Territory.Status.CLOSED:
            raise ValidationError(_("Close it first: a territory that is open is not deleted."))
        territory.delete_on = day
        territory.save(update_fields=["delete_on"])
    return territory


def delete_after_archive(territory: Territory, *, now: datetime) -> None:
    """Nothing goes unless its file is there."""
    archive = make_archive(
        Archive.objects.create(territory=territory, slug=territory.slug, name=territory.name)
    )
    if archive.state != Archive.State.READY:
        raise ValidationError(archive.problem)
    delete_territory(territory=territory, now=now)


@transaction.atomic
def delete_territory(*, territory: Territory, now: datetime) -> None:
    """Its schema, its files, its address, its offers, and every contact that somebody left there.
    Its row stays, under another short name: the first one is free again."""
    slug = territory.slug
    with schema_context("public"):
        territory = change_status(territory=territory, to=Territory.Status.DELETED)
        erase_all_of(territory=territory, now=now)
        territory.relays.update(active=False)
        for rows in (
            CatalogueOffer.objects.filter(territory=territory),
            Charter.objects.filter(territory=territory),
            Opening.objects.filter(territory=territory),
            OwnQuestionnaire.objects.filter(territory=territory),
            TerritoryRole.objects.filter(territory=territory),
            territory.zones.all(),
            territory.domains.all(),
        ):
            rows.delete()
        Territory.objects.filter(pk=territory.pk).update(schema_name=f"deleted_{territory.pk}")
        with connection.cursor() as cursor:
            # A table whose rows are still to be checked is not dropped.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(slug)))
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    folder = Path(settings.MEDIA_ROOT, slug)
    transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True), robust=True)
