from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from contacts.models import RequestCount
from portal.deployment.models import Member, Project
from portal.deployment.services import begin_project
from portal.deployment.steps import Actor
from tenants.accounts.models import Mandate
from tenants.models import Opening

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
FILES = "/suivi/dossiers/"


@pytest.fixture(autouse=True)
def _own_folder(private_folder):
    """Documents of this test alone."""


@pytest.fixture
def follower(person):
    """`follower("departement:08")`: an account with this mandate."""

    def make(zone):
        account = person(None, email=f"{zone.replace(':', '')}@example.invalid")
        role = zone.partition(":")[0]
        Mandate.objects.create(user=account, zone=zone, role=role, starts_on="2026-01-01")
        return account

    return make


@pytest.fixture
def ardennes(follower, public):
    return follower("departement:08")


@pytest.fixture
def grand_est(follower, public):
    return follower("region:44")


@pytest.fixture
def make_project(public, person):
    def make(name="Ardennes", departement="08", **fields):
        fields = {
            "zones": [f"departement:{departement}"],
            "structure": f"Mission locale {name}",
            "structure_kind": "mission_locale",
            "departement_id": departement,
        } | fields
        place = {one: fields.pop(one) for one in ("awaits", "state") if one in fields}
        by = person(None, email=f"{name.lower()}.begun@example.invalid")
        project = begin_project(by=by, capacity=Actor.DEPARTMENTAL, now=NOW, name=name, **fields)
        if place:
            Project.objects.filter(pk=project.pk).update(**place)
            project.refresh_from_db()
        return project

    return make


@pytest.fixture
def member(person):
    """`member(project, "committee")`: an account that is named in this file."""

    def make(project, role, email=None):
        account = person(None, email=email or f"{role}.{project.slug}@example.invalid")
        Member.objects.create(project=project, user=account, role=role, organisation="Asso")
        return account

    return make


@pytest.fixture
def launched(make_project, reims):
    project = make_project("Reims", "51", awaits="report")
    opening = Opening.objects.create(state="open", territory=reims)
    Project.objects.update(launched_on="2026-03-02", opening=opening)
    for fact, count in (("sent", 12), ("in_time", 9), ("late", 2)):
        RequestCount.objects.create(
            day="2026-04-20", month="2026-04-01", territory=reims, theme="housing",
            organisation_number=1, organisation_name="CLLAJ", fact=fact, count=count,
        )  # fmt: skip
    return project


@pytest.fixture
def browser(client_for):
    """`browser(account)`: signed in, on the national site."""

    def make(account):
        client = client_for("national")
        client.force_login(account)
        return client

    return make


def text_of(response):
    return response.content.decode()
