"""Copies of a spare schema, for tests and benchmarks alone: production migrates each of its own."""

import subprocess
import sysconfig
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from portal.local.postgres import PROGRAMS
from tenants.models import Territory


def copy_spare(spare: Territory) -> Territory:
    """Another schema like this one, which was migrated: to migrate it too would take twenty times
    as long, and leave the same."""
    name, programs = f"spare_{token_hex(4)}", Path(sysconfig.get_path("purelib"), PROGRAMS)
    database = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    dumped = subprocess.run(
        [programs / "pg_dump", "--schema", spare.schema_name, database.geturl()],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    subprocess.run(
        [programs / "psql", "--quiet", "-v", "ON_ERROR_STOP=1", database.geturl()],
        check=True, capture_output=True, text=True,
        input=dumped.stdout.replace(spare.schema_name, name),
    )  # fmt: skip
    copied = Territory(schema_name=name, status=Territory.Status.SPARE, migrations=spare.migrations)
    copied.auto_create_schema = False
    copied.save()
    return copied
