"""Which migrations a schema has seen, without asking each of a thousand schemas."""

import hashlib
import pkgutil
from functools import cache
from importlib.util import find_spec

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

SCHEMAS_PER_QUERY = 200  # each takes a lock


@cache
def known_migrations() -> tuple[str, ...]:
    """Sorted `app.name` of every migration file; read from the disk, nothing is imported."""
    names = set()
    for config in apps.get_app_configs():
        module, _explicit = MigrationLoader.migrations_module(config.label)
        try:
            spec = find_spec(module) if module else None
        except ModuleNotFoundError:
            spec = None
        for found in pkgutil.iter_modules(spec.submodule_search_locations if spec else []):
            if found.name[0] not in "_~":
                names.add(f"{config.label}.{found.name}")
    return tuple(sorted(names))


@cache
def fingerprint() -> str:
    """SHA-256 of the known migrations: a territory that carries it is up to date."""
    return hashlib.sha256("\n".join(known_migrations()).encode()).hexdigest()


def behind(schemas: list[str]) -> list[str]:
    """Those that lack a known migration, by what the schemas themselves say."""
    known = list(known_migrations())
    one = (
        "SELECT %s, count(DISTINCT app || '.' || name) FROM {}.django_migrations"
        " WHERE app || '.' || name = ANY(%s)"
    )
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace"
            " WHERE t.relname = 'django_migrations' AND n.nspname = ANY(%s)",
            [schemas],
        )
        present = [row[0] for row in cursor.fetchall()]
        for start in range(0, len(present), SCHEMAS_PER_QUERY):
            part = present[start : start + SCHEMAS_PER_QUERY]
            cursor.execute(
                " UNION ALL ".join(one.format(connection.ops.quote_name(name)) for name in part),
                [value for name in part for value in (name, known)],
            )
            found.update(cursor.fetchall())
    return [name for name in schemas if found.get(name) != len(known)]
