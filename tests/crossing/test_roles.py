"""Each role opens what the matrix says, at home, and nothing else: every address, on the national
site; those of a territory are held against it where they are read and written (test_reading). And
none of those who are of the Rhône reads there a word of Reims, but on public pages."""

import pytest
from django.db import connection
from django.urls import resolve
from django.utils import timezone

from contacts.models import Organisation, Professional
from portal.deployment.models import Member, Project
from portal.domains import domain_of
from portal.grants import grants_of
from portal.relays.entering import link_of
from tenants.accounts.models import Mandate
from tenants.rights import READ, Domain, Grant, Who, may
from tests.crossing.addresses import every_address
from tests.crossing.rights import REFUSALS, against_the_matrix
from tests.crossing.test_reading import pytestmark, told_by  # noqa: F401 - the same warnings
from tests.crossing.world import SECRET

NOW = timezone.now()
WAGTAIL = {Domain.PAGES, Domain.FILES, Domain.TRANSLATIONS, Domain.SITE}


@pytest.fixture
def addresses(crossed):
    """Every address in one language: {address: domain}. One that was told nowhere fails here."""
    found = every_address(crossed["lyon"][0])
    return {path: domain_of(resolve(path)) for path in found if not path.startswith("/en/")}


@pytest.fixture
def people(crossed, lyon, person):
    """An account for each way to hold something outside of the national site."""
    made = {
        name: person(None, email=f"{name}@example.invalid")
        for name in ("region", "departement", "professional", "all at once")
    }
    made["animator"] = person("animator", lyon)
    made["committee"] = person(None, email="committee@example.invalid")
    connection.set_schema_to_public()
    project = Project.objects.create(
        name="Rhône", slug="rhone", zones=["departement:69"], departement_id="69",
        structure="Asso", structure_kind="association", begun_at=NOW, moved_on=NOW.date(),
    )  # fmt: skip
    Member.objects.create(
        project=project, user=made["committee"], role="committee", organisation="Asso"
    )
    for name, zone in (("region", "region:84"), ("departement", "departement:69")):
        for account in (made[name], made["all at once"]):
            Mandate.objects.create(user=account, role=name, zone=zone)
    organisation = Organisation.objects.get(name="Association Gerland lyon")
    for name in ("professional", "all at once"):
        Professional.objects.create(organisation=organisation, user=made[name], email="")
    made["national"] = person("national")
    connection.set_schema_to_public()
    return made


def walk(client, paths):
    """{address: status}, and the addresses that tell the secret."""
    client.raise_request_exception = False
    statuses, told = {}, []
    for path in paths:
        response = client.get(path)
        statuses[path] = response.status_code
        if SECRET.lower() in told_by(response):
            told.append(path)
    return statuses, told


def test_each_role_opens_its_domains_on_the_national_site_and_no_other(
    addresses, people, client_for
):
    ours = [path for path, domain in addresses.items() if domain not in WAGTAIL]
    theirs = [path for path, domain in addresses.items() if domain in WAGTAIL]
    for name, account in people.items():
        held = grants_of(account, timezone.localdate())
        if name in ("professional", "all at once"):
            held |= {Grant(Who.PROFESSIONAL, "organisation:theirs")}
        # Each reaches something of the country: where it is, is crossed by the tests of its pages.
        places = {grant.place for grant in held} - {"territory:lyon"}
        client = client_for("national")
        client.force_login(account)
        statuses, told = walk(client, theirs if name == "all at once" else ours)
        assert max(statuses.values()) < 500, name
        behind = [path for path in told if not may((), READ, addresses[path], ())]
        assert bool(behind) == (name == "national"), (name, behind)
        trespasses, missing = against_the_matrix(statuses, held, site="national", places=places)
        # The file of their territory is here, beside those of its neighbours (tests of the files).
        own = Domain.DEPLOYMENT if name == "animator" else None
        assert [one for one in trespasses if addresses[one[0]] != own] == [], name
        assert name == "all at once" or set(missing) <= WAGTAIL, name


@pytest.mark.parametrize("name", ["professional", "all at once"])
def test_the_list_of_requests_in_a_file_is_of_their_organisation(people, client_for, name):
    client = client_for("national")
    client.force_login(people[name])
    listed = client.post("/pro/export/", {"format": "csv"}).content.decode()
    assert "Gerland" in listed
    assert SECRET not in listed


def test_a_relay_opens_nothing_behind_a_sign_in(addresses, lyon, client_for):
    relay = lyon.relays.get()
    client = client_for(lyon)
    assert client.post(f"/relais/entrer/{link_of(relay)}/").url == "/relais/"
    closed = [path for path, domain in addresses.items() if not may((), READ, domain, ())]
    opened = {
        path: status for path, status in walk(client, closed)[0].items() if status not in REFUSALS
    }
    assert opened == {}
    assert len(closed) > 300
