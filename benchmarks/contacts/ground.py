"""The database of a run: one territory, its organisations and their offers, and no request yet."""

import os
import uuid
from datetime import date
from urllib.parse import urlsplit

from benchmarks.contacts.site import HOME, SECRET
from benchmarks.ground import migrations

TERRITORY = "reims"
ORGANISATIONS = 20
OFFERS_EACH = 3
RUN = "contacts_run"


def prepare(*, again: bool) -> None:
    """Before Django reads its settings: a copy of what was built, if it was."""
    from portal.local import postgres

    HOME.mkdir(parents=True, exist_ok=True)
    uri = postgres.start(HOME)
    if _ask(uri, "SHOW track_commit_timestamp") != "on":
        _ask(uri, "ALTER SYSTEM SET track_commit_timestamp = on")
        restart()
    built = f"contacts_{migrations()[:10]}"
    os.environ.update(
        DJANGO_SETTINGS_MODULE="portal.settings.dev",
        DATABASE_URL=_address(uri, RUN),
        ELASTICSEARCH_URL="none",
        REPORTS_SECRET=SECRET,
        PORTAL_PORT="",
        SPARE_SCHEMAS="0",
        # Everybody asks through one trusted proxy, which tells where from.
        PROXIES="1",
        CONTACT_REQUESTS_PER_OFFER="1000000",
    )
    known = [name for (name,) in _rows(uri, "SELECT datname FROM pg_database")]
    whole = built in known and not again
    # The task queue looks for its tables as soon as Django is there.
    _copy(uri, built if whole else "template0", RUN)
    import django

    django.setup()
    if not whole:
        build()
        _copy(uri, RUN, f"{built}_new")
        _ask(uri, f'DROP DATABASE IF EXISTS "{built}" WITH (FORCE)')
        _ask(uri, f'ALTER DATABASE "{built}_new" RENAME TO "{built}"')


def restart() -> None:
    from portal.local import postgres

    postgres.stop(HOME)
    postgres.start(HOME)


def stop() -> None:
    from portal.local import postgres

    postgres.stop(HOME)


def build() -> None:
    """Sites, geography, and organisations with two people each, an address and a mobile."""
    from django.core.management import call_command
    from django.db import connection, connections

    from portal.content.demo import open_site
    from tenants.geography.services import load_geography
    from tenants.models import NATIONAL, Territory
    from themes.services import load_themes

    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    load_geography()
    load_themes()
    for slug in (NATIONAL, TERRITORY):
        open_site(slug)
    connection.set_schema_to_public()
    territory = Territory.objects.get(schema_name=TERRITORY)
    for number in range(ORGANISATIONS):
        _make_organisation(territory, number)
    _make_animator(territory)
    connections.close_all()


def offers() -> list[str]:
    from search.models import CatalogueOffer

    return list(CatalogueOffer.objects.live().values_list("key", flat=True))


def _make_organisation(territory, number):
    from contacts.models import Professional
    from contacts.network import enrol_organisation
    from search.services import publish_offer

    organisation, lead = enrol_organisation(
        territory=territory,
        name=f"Maison {number}",
        kind="housing",
        email=f"house.{number}@example.invalid",
        professional=_person(number, "Samira"),
        signed_on=date(2026, 1, 5),
    )
    Professional.objects.create(organisation=organisation, **_person(number, "Malik"))
    for offer in range(OFFERS_EACH):
        page = number * OFFERS_EACH + offer + 1
        publish_offer(territory=territory, page_id=page, fields=_offer(organisation, lead, page))


def _make_animator(territory):
    """Who is told in the end, when nobody of an organisation can be reached."""
    from django_tenants.utils import tenant_context

    from tenants.accounts.models import User
    from tenants.roles import Role, set_role

    user = User.objects.create_user("animator@example.invalid", uuid.uuid4().hex)
    with tenant_context(territory):
        set_role(user=user, role=Role.ANIMATOR)


def _person(number, first_name):
    return {
        "first_name": first_name,
        "last_name": "Exemple",
        "email": f"{first_name.lower()}.{number}@example.invalid",
        # Of the numbers kept for fiction, as those of the young people.
        "phone": f"06 39 98 {98 if first_name == 'Malik' else 99} {number:02}",
    }


def _offer(organisation, lead, page):
    return {
        "language": "fr",
        "translation_key": uuid.uuid4(),
        "theme": "housing",
        "subtheme": "",
        "organisation": {
            "id": organisation.pk,
            "name": organisation.name,
            "kind": organisation.kind,
        },
        "professional": {"id": lead.pk, "first_name": lead.first_name},
        "phone": lead.phone,
        "delay_days": 2 + page % 6,
        "modes": ["remote"],
        "free": True,
        "price": "",
        "starts_on": None,
        "ends_on": None,
        "zones": ["pays:FR"],
        "criteria": {},
        "places": [],
        "title": f"Une chambre chez l’habitant {page}",
        "summary": "Une chambre meublée chez une personne qui a de la place.",
        "body": "",
        "audience": "",
        "steps": [],
        "hours": [],
        "languages": ["fr"],
        "accessibility": [],
        "website": "",
        "access": "",
        "verified_on": None,
    }


def _rows(uri, sql, *values):
    import psycopg

    with psycopg.connect(uri, autocommit=True) as server:
        answer = server.execute(sql, values)
        return answer.fetchall() if answer.description else []


def _ask(uri, sql):
    return next((row[0] for row in _rows(uri, sql)), None)


def _copy(uri, source, name):
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    _rows(uri, others, source)
    _ask(uri, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _ask(uri, f"""CREATE DATABASE "{name}" TEMPLATE "{source}" ENCODING 'UTF8'""")


def _address(uri, name):
    # `_replace` would drop the two slashes of an address without a host.
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}/{name}?{parts.query}"
