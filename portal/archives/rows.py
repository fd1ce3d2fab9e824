"""The rows of the schema that is active: each table as lines of JSON, and back."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models
from psycopg import sql

MIGRATIONS = "django_migrations"
# Worked out from the others, or somebody's for a moment; a form's submissions are what visitors
# wrote, and never leave.
LEFT_OUT = {
    MIGRATIONS,
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
    "wagtailcore_referenceindex",
    "wagtailcore_uploadedfile",
    "wagtailforms_formsubmission",
    "wagtailsearch_indexentry",
}
AT_ONCE = 500


def kept_models() -> dict[str, type[models.Model]]:
    """{table: its model} of what an archive holds, sorted."""
    here = _tables() - LEFT_OUT
    known = apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: model
        for model in sorted(known, key=lambda one: one._meta.db_table)
        if model._meta.db_table in here and not model._meta.proxy
    }


def _tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", [connection.schema_name]
        )
        return {table for (table,) in cursor.fetchall()}


def rows_of(table: str) -> Iterator[dict]:
    query = sql.SQL("SELECT to_jsonb(t)::text FROM {} t ORDER BY 1").format(sql.Identifier(table))
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        for (row,) in cursor:
            yield json.loads(row)


def empty() -> None:
    """All tables, those that an archive leaves out too; what was migrated stays known."""
    tables = sorted(_tables() - {MIGRATIONS})
    names = sql.SQL(", ").join(sql.Identifier(connection.schema_name, one) for one in tables)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(names))


def pour(table: str, rows: Iterable[dict]) -> int:
    """Add these rows as they are; what they point to is checked at the end of the transaction."""
    query = sql.SQL("INSERT INTO {0} SELECT * FROM jsonb_populate_recordset(NULL::{0}, %s)").format(
        sql.Identifier(connection.schema_name, table)
    )
    waiting, count = iter(rows), 0
    with connection.cursor() as cursor:
        while some := list(islice(waiting, AT_ONCE)):
            cursor.execute(query, [json.dumps(some)])
            count += len(some)
    return count


def count_on(tables: Iterable[type[models.Model]]) -> None:
    """The next row of each table has the number after its last one."""
    with connection.cursor() as cursor:
        for query in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(query)
