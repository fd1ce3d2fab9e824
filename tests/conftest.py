"""Fixtures of the whole bench: a template database, three territories, real services.

The template holds the shared schema with the real geography and the national themes, four open
territories and a spare schema. It is built once for each fingerprint of the migrations and of what
fills it, then copied for each worker in a fraction of a second. Migrations added since a template
was built are run on a copy of it.
"""

import fcntl
import gc
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import translation
from psycopg import sql

from portal.local import elasticsearch as local_elasticsearch
from portal.territories import territory_host

# What the template is made of beside the migrations: another content, another template.
INGREDIENTS = (
    "tests/conftest.py",
    "tenants/provisioning.py",
    "tenants/rights.py",
    "tenants/geography/data",
    "themes/data",
    "offers/services.py",
    "offers/permissions.py",
    "themes/services.py",
    "portal/content/demo.py",
    "tenants/palette.py",
)


def pytest_configure(config):
    # A third of migrating a schema is looking for garbage that is not there.
    gc.set_threshold(100_000, 20, 50)
    config.addinivalue_line("markers", "browser: needs a real browser and a running portal")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """One worker serves the portal and drives the browser, from the start: it is the longest
    work. All other tests go to whoever is free."""
    from xdist.scheduler import LoadScopeScheduling

    class OneBrowser(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return "browser" if nodeid.startswith("tests/browser/") else nodeid

    return OneBrowser(config, log)


def host_of(slug):
    return territory_host(slug)


def digest_of(ingredients):
    """A name for these files, or files of these folders, as they are now."""
    digest = hashlib.sha256()
    for ingredient in ingredients:
        path = Path(settings.BASE_DIR, ingredient)
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def template_name():
    made_of = json.dumps(migration_files(), sort_keys=True)
    return f"tpl_{digest_of(INGREDIENTS)}_{hashlib.sha256(made_of.encode()).hexdigest()[:8]}"


def migration_files():
    """{name: digest of our file, empty for those of a library}."""
    from tenants.migration_state import known_migrations

    return {name: _digest_of_ours(*name.split(".")) for name in known_migrations()}


def _digest_of_ours(label, name):
    path = Path(apps.get_app_config(label).path, "migrations", f"{name}.py")
    ours = path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts
    return digest_of([path]) if ours else ""


def earlier_template():
    """A template of the same content that lacks some of our migrations, if one was built here."""
    ours = migration_files().items()
    found = {}
    with server() as postgres:
        described = postgres.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname LIKE %s",
            [f"tpl_{digest_of(INGREDIENTS)}_%"],
        )
        for name, made_of in described:
            theirs = json.loads(made_of or "{}").items()
            if theirs and theirs <= ours:
                found[len(theirs)] = name
    return found[max(found)] if found else None


def server():
    return psycopg.connect(settings.DATABASE_URL, autocommit=True)


def build_template(name):
    from portal.content.demo import SITES, open_site
    from portal.local.spares import copy_spare
    from tenants.geography.services import load_geography
    from tenants.provisioning import add_spare
    from themes.services import load_themes

    connections.close_all()
    connection.settings_dict["NAME"] = name
    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    load_geography()
    load_themes()
    connections.close_all()
    spare = add_spare()
    spare.refresh_from_db()
    for _number in range(len(SITES)):
        copy_spare(spare)
    for slug in SITES:
        open_site(slug)
    connection.set_schema_to_public()
    connections.close_all()
    describe_template(name)


def upgrade_template(name):
    connections.close_all()
    connection.settings_dict["NAME"] = name
    call_command("upgrade_territories", stdout=io.StringIO())
    connections.close_all()
    describe_template(name)


def copy_template(name):
    """A fresh copy of the template under `name`; builds the template first if it is not there."""
    copy(shared_template(), name)


def shared_template():
    name, earlier = template_name(), earlier_template()
    if earlier:
        return built_once(name, upgrade_template, source=earlier)
    return built_once(name, build_template)


def describe_template(name):
    made_of = sql.Literal(json.dumps(migration_files()))
    with server() as postgres:
        postgres.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), made_of)
        )


def own_name(word):
    """A database of this checkout and this worker: others use the same server."""
    checkout = hashlib.sha256(str(settings.BASE_DIR).encode()).hexdigest()[:6]
    return f"{word}_{checkout}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def built_once(template, build, source="template1"):
    """The name of this database, from `build(name)` in a copy of `source` if it is not there."""
    if not exists(template):
        lock = Path(settings.VAR_DIR, f"{template.split('_')[0]}.lock")
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not exists(template):
                # Under another name until it is whole: an interrupted build is not taken for one.
                copy(source, f"{template}_new")
                build(f"{template}_new")
                with server() as postgres:
                    postgres.execute(f'ALTER DATABASE "{template}_new" RENAME TO "{template}"')
    return template


def exists(database):
    with server() as postgres:
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        return postgres.execute(known, [database]).fetchone() is not None


def copy(source, name):
    drop(name)
    with server() as postgres:
        postgres.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def drop(name):
    with server() as postgres:
        postgres.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def start_python(*arguments, **options):
    """A process beside the tests, with their settings and their server; `options` are Popen's,
    `env` what it is told more."""
    told = {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "DATABASE_URL": settings.DATABASE_URL}
    options["env"] = {**os.environ, **told, **options.get("env", {})}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    name = own_name("test")
    with django_db_blocker.unblock():
        copy_template(name)
    connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        drop(name)


@pytest.fixture(autouse=True)
def _in_french():
    """A request that was answered in English leaves its language to what follows."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _fresh_caches():
    from contacts.expecting import forget_expected
    from portal.asking import forget_asked
    from portal.middleware import forget_hosts
    from search.knowledge import forget_knowledge

    for cache in caches.all():
        cache.clear()
    forget_knowledge()
    forget_expected()
    forget_asked()
    forget_hosts()
    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def own_media(settings, tmp_path):
    """A folder of uploaded files for this test alone."""
    settings.MEDIA_ROOT = tmp_path
    # django-tenants' storage remembers the folder of the test before.
    vars(storages["default"]).pop("relative_media_root", None)
    yield tmp_path
    vars(storages["default"]).pop("relative_media_root", None)


def _territory(slug):
    from tenants.models import Territory

    territory = Territory.objects.get(schema_name=slug)
    connection.set_tenant(territory)
    return territory


@pytest.fixture
def public(db):
    """The shared schema."""
    connection.set_schema_to_public()
    yield
    connection.set_schema_to_public()


@pytest.fixture
def national(public):
    return _territory("national")


@pytest.fixture
def reims(public):
    return _territory("reims")


@pytest.fixture
def lyon(public):
    return _territory("lyon")


@pytest.fixture
def lot(public):
    return _territory("lot")


@pytest.fixture
def client_for(public):
    """`client_for(territory or slug)`: a browser that is on this territory's site."""

    def make(territory, **options):
        slug = territory if isinstance(territory, str) else territory.schema_name
        return Client(headers={"host": host_of(slug)}, **options)

    return make


@pytest.fixture
def person(public):
    """`person("editor", lyon)`: an account with this role in this territory; roles as in
    tenants.roles, "national" for a national admin, None for an account with no role."""
    from django_tenants.utils import tenant_context

    from tenants.accounts.models import User
    from tenants.roles import Role, set_role

    def make(role, territory=None, email=None):
        where = territory.schema_name if territory else "anywhere"
        user = User.objects.create_user(
            email or f"{role or 'nobody'}.{where}@example.invalid", "secret"
        )
        if role == "national":
            user.is_superuser = user.is_staff = True
            user.save()
        elif role:
            with tenant_context(territory):
                set_role(user=user, role=Role(role))
        return user

    return make


@pytest.fixture(scope="session")
def elasticsearch():
    """Address of a real Elasticsearch. Without one: skipped, and with CI=true a failure."""
    url = os.environ.get("ELASTICSEARCH_URL") or local_elasticsearch.running_url(settings.VAR_DIR)
    if not url:
        sentence = "No Elasticsearch runs: `make elasticsearch` starts one."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return url
