"""Opening a territory: a spare schema, migrated ahead of time, is renamed and filled."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from secrets import token_hex

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.validators import validate_domain_name, validate_slug
from django.db import IntegrityError, connection, transaction
from django.http.request import validate_host
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tenants.utils import schema_context, schema_rename, tenant_context

from tenants.coverage import Coverage, read_zones, write_zones
from tenants.geography.models import Commune
from tenants.migration_state import fingerprint
from tenants.models import CoverageZone, CoveredCommune, Domain, Territory, time_zone_of

RESERVED_SLUGS = {"public", "www", "static", "media", "api"}


class NoSpareError(Exception):
    """No schema is ready; `add_spare()` makes one in half a minute."""


def add_spare() -> Territory:
    """Make one schema by plain migrate (half a minute). Never inside a transaction."""
    with schema_context("public"), _making_schemas():
        spare = Territory(schema_name=f"spare_{token_hex(4)}", status=Territory.Status.SPARE)
        spare.save(verbosity=0)
        Territory.objects.filter(pk=spare.pk).update(migrations=fingerprint())
    return spare


def upgrade(pk: int) -> str:
    """Run the migrations that the schema of this territory misses; its name. Until it is done,
    nobody claims it. Never inside a transaction; whatever a migration raises."""
    with schema_context("public"), _making_schemas():
        # Waits for an opening under way.
        Territory.objects.filter(pk=pk).update(migrations="")
        schema = Territory.objects.get(pk=pk).schema_name
        call_command(
            "migrate_schemas", schema_name=schema, tenant=True, interactive=False, verbosity=0
        )
        Territory.objects.filter(pk=pk).update(migrations=fingerprint())
    return schema


def keep_spares(count: int) -> list[str]:
    """See to it that so many schemas are ready; the names of those that were made, or ended after
    somebody was killed while making them. One process at a time: the others return at once. Never
    inside a transaction."""
    with schema_context("public"), _making_schemas(wait=False) as alone:
        if not alone:
            return []
        spares = Territory.objects.filter(status=Territory.Status.SPARE)
        unfinished = spares.exclude(migrations=fingerprint()).order_by("pk")
        made = [upgrade(pk) for pk in list(unfinished.values_list("pk", flat=True))]
        missing = count - spares.filter(migrations=fingerprint()).count()
        return [*made, *(add_spare().schema_name for _number in range(missing))]


@contextmanager
def _making_schemas(*, wait: bool = True) -> Iterator[bool]:
    """One process at a time: two would run the same migration on a schema that is being made.

    Yields whether it is this one; it is in the end when it waits. Whoever holds it may ask again,
    and PostgreSQL lets go of it when they are killed.
    """
    key = "hashtextextended('tenants.schemas', 0)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {'pg_advisory_lock' if wait else 'pg_try_advisory_lock'}({key})")
        alone = wait or cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({key})")


def communes_in(coverage: Coverage) -> set[str]:
    """INSEE codes of the open communes that these zones come to, the arrondissements of Paris,
    Lyon and Marseille beside their cities."""
    communes = Commune.objects.in_zones(coverage.included)
    return {commune.pk for commune in communes if coverage.holds(commune.place_codes)}


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
    try:
        with schema_context("public"), transaction.atomic():
            check_host(host)
            territory = _claim_spare()
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
    except IntegrityError:
        # An opening that began earlier has taken it meanwhile: said as it is now.
        check_slug(slug)
        check_host(host)
        raise
    return territory


def _claim_spare() -> Territory:
    spares = Territory.objects.filter(status=Territory.Status.SPARE, migrations=fingerprint())
    spare = spares.select_for_update(skip_locked=True).order_by("pk").first()
    if spare is None:
        raise NoSpareError
    return spare


@transaction.atomic
def change_host(*, territory: Territory, host: str) -> None:
    """Its address from now on; those it had before lead there.

    Raises ValidationError for what is no host name of this portal, or another territory's.
    """
    check_host(host, territory=territory)
    with schema_context("public"):
        domain = Domain.objects.filter(domain=host).first() or Domain(tenant=territory, domain=host)
        # Saving takes that of the others back.
        domain.is_primary = True
        domain.save()


def check_host(host: str, *, territory: Territory | None = None) -> None:
    """Whether it is free, but for this territory, and one that this portal answers to."""
    validate_domain_name(host)
    if not validate_host(host, settings.ALLOWED_HOSTS):
        raise ValidationError(
            _("This portal does not answer to %(host)s yet: ask those who keep its servers."),
            params={"host": host},
        )
    if Domain.objects.filter(domain=host).exclude(tenant=territory).exists():
        raise ValidationError(
            _("Another territory already has the address %(host)s."), params={"host": host}
        )


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
    wanted = communes_in(coverage)
    territory.zones.all().delete()
    for zone in write_zones(coverage):
        entry = CoverageZone(
            territory=territory, code=zone.removeprefix("-"), excluded=zone.startswith("-")
        )
        entry.full_clean()
        entry.save()
    territory.communes.exclude(commune__in=wanted).delete()
    CoveredCommune.objects.bulk_create(
        [CoveredCommune(commune_id=code, territory=territory) for code in sorted(wanted)],
        ignore_conflicts=True,
    )
    # Afterwards: an opening that has not ended yet was waited for, commune by commune in order.
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
