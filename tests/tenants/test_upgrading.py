"""`upgrade_territories` on a database of its own: its migrations really commit."""

import os
import subprocess

import psycopg
import pytest
from django.conf import settings

from tests.conftest import copy_template, drop, start_python


class Scratch:
    """A copy of the template, and the command run on it in a process of its own."""

    def __init__(self, name):
        self.name = name
        self.parameters = psycopg.conninfo.conninfo_to_dict(settings.DATABASE_URL)

    def execute(self, query):
        where = {**self.parameters, "dbname": self.name}
        with psycopg.connect(**where, autocommit=True) as postgres:
            found = postgres.execute(query)
            return found.fetchall() if found.description else None

    def upgrade(self, *options):
        """Returns the status and the lines said."""
        code = (
            "import django; django.setup()\n"
            "from django.db import connection\n"
            f"connection.settings_dict['NAME'] = {self.name!r}\n"
            "from django.core.management import execute_from_command_line\n"
            f"execute_from_command_line(['manage.py', 'upgrade_territories', *{options!r}])"
        )
        process = start_python("-c", code, stderr=subprocess.PIPE)
        said, errors = process.communicate(timeout=120)
        return process.returncode, said, errors

    def behind(self):
        rows = self.execute(
            "SELECT schema_name FROM public.tenants_territory WHERE migrations = '' ORDER BY 1"
        )
        return [name for (name,) in rows]


@pytest.fixture
def scratch(django_db_setup, worker_id):
    name = f"upgrade_{worker_id}_{os.getpid()}"
    copy_template(name)
    yield Scratch(name)
    drop(name)


def test_a_schema_that_cannot_be_migrated_stops_no_other_and_is_said(scratch):
    """Lyon would make again tables that it has."""
    scratch.execute("DELETE FROM lyon.django_migrations WHERE app = 'taggit'")
    scratch.execute(
        "UPDATE public.tenants_territory SET migrations = 'before'"
        " WHERE schema_name IN ('lyon', 'lot', 'reims')"
    )
    status, said, errors = scratch.upgrade()
    assert status == 1
    assert "lyon: " in errors
    assert "reims: up to date" in said
    assert "lot: up to date" in said
    assert scratch.behind() == ["lyon"]


def test_what_the_row_does_not_say_is_found_by_asking_the_schema(scratch):
    scratch.execute("DELETE FROM lyon.django_migrations WHERE app = 'taggit'")
    status, _said, errors = scratch.upgrade("--verify")
    assert status == 1
    assert "lyon: " in errors
    assert scratch.behind() == ["lyon"]
