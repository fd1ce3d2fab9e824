"""Opening a territory: a spare schema, migrated ahead of time, is renamed and filled."""

from collections.abc import Callable, Iterable
from secrets import token_hex

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tenants.utils import schema_context, schema_rename, tenant_context

from tenants.coverage import read_zones, write_zones
from tenants.geography.models import Commune
from tenants.migration_state import fingerprint
from tenants.models import CoverageZone, CoveredCommune, Domain, Territory, time_zone_of

RESERVED_SLUGS = {"public", "www", "static", "media", "api"}


class NoSpareError(Exception):
    """No schema is ready; `add_spare()` makes one in a few seconds."""


def add_spare() -> Territory:
    """Make one schema by plain migrate (some 7 s). Never inside a transaction."""
    with schema_context("public"):
        spare = Territory(schema_name=f"spare_{token_hex(4)}", status=Territory.Status.SPARE)
        spare.save(verbosity=0)
        Territory.objects.filter(pk=spare.pk).update(migrations=fingerprint())
    return spare


def open_territory(
    *,
    slug: str,
    name: str,
    host: str,
    zones: Iterable[str] = (),
    fill: Callable[[Territory, str], None],
    **fields: object,
) -> Territory:
    """Claim a spare schema, rename it to `slug`, set its coverage and fill it: all or nothing.

    `zones` are typed zones (see tenants.coverage); `fill(territory, host)` runs in the new schema;
    `fields` are other columns of Territory. Raises NoSpareError when no schema is ready and
    ValidationError when the slug or host is taken or a commune belongs to another territory.
    """
    check_slug(slug)
    with schema_context("public"), transaction.atomic():
        if Domain.objects.filter(domain=host).exists():
            raise ValidationError(
                _("Another territory already has the address %(host)s."), params={"host": host}
            )
        territory = (
            Territory.objects.select_for_update(skip_locked=True)
            .filter(status=Territory.Status.SPARE, migrations=fingerprint())
            .order_by("pk")
            .first()
        )
        if territory is None:
            raise NoSpareError
        schema_rename(territory, slug, save=False)
        territory.name, territory.status = name, Territory.Status.OPEN
        territory.opened_at = timezone.now()
        for field, value in fields.items():
            setattr(territory, field, value)
        territory.full_clean(exclude=["schema_name"])
        territory.save()
        Domain.objects.create(tenant=territory, domain=host, is_primary=True)
        set_coverage(territory=territory, zones=zones)
        with tenant_context(territory):
            fill(territory, host)
    return territory


def check_slug(slug: str) -> None:
    validate_slug(slug)
    if slug != slug.lower() or slug.startswith(("spare_", "pg_")) or slug in RESERVED_SLUGS:
        raise ValidationError(_("“%(slug)s” cannot be an address."), params={"slug": slug})
    if Territory.objects.filter(schema_name=slug).exists():
        raise ValidationError(
            _("Another territory is already called “%(slug)s”."), params={"slug": slug}
        )


@transaction.atomic
def set_coverage(*, territory: Territory, zones: Iterable[str]) -> int:
    """Replace the zones and the communes they come to, and follow their clock. Returns the number
    of communes.

    Raises ValidationError naming the other territory when a commune is already taken.
    """
    coverage = read_zones(zones)
    wanted = {
        commune.pk
        for commune in Commune.objects.in_zones(coverage.included)
        if coverage.holds(commune.place_codes)
    }
    taken = (
        CoveredCommune.objects.filter(commune__in=wanted)
        .exclude(territory=territory)
        .select_related("commune", "territory")
        .first()
    )
    if taken:
        raise ValidationError(
            _("%(commune)s already belongs to %(territory)s."),
            params={"commune": taken.commune.name, "territory": taken.territory.name},
        )
    territory.zones.all().delete()
    for zone in write_zones(coverage):
        entry = CoverageZone(
            territory=territory, code=zone.removeprefix("-"), excluded=zone.startswith("-")
        )
        entry.full_clean()
        entry.save()
    territory.communes.exclude(commune__in=wanted).delete()
    CoveredCommune.objects.bulk_create(
        [CoveredCommune(commune_id=code, territory=territory) for code in wanted],
        ignore_conflicts=True,
    )
    territory.communes_count = len(wanted)
    territory.time_zone = time_zone_of(wanted)
    territory.save(update_fields=["communes_count", "time_zone"])
    return len(wanted)


def in_open_territories(task: Callable[[Territory], None]) -> None:
    """Run `task` once in each open territory's schema (periodic tasks start in `public`)."""
    with schema_context("public"):
        territories = list(Territory.objects.open())
    for territory in territories:
        with tenant_context(territory):
            task(territory)
    connection.set_schema_to_public()
