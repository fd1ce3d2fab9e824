"""Who has access to what, by place, within one's perimeter and no further."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from portal.deployment.models import Member, Project
from tenants.accounts.models import Delegation, Mandate

PAGE, FILE, ROLES = "/suivi/acces/", "/suivi/acces.csv", "/suivi/roles/"


@pytest.fixture
def world(person, reims, lyon, follower):
    """Teams in Reims and in Lyon, correspondents over both; somebody stands in for one."""
    people = {
        "reims": person("animator", reims, email="anim.reims@example.invalid"),
        "editor": person("editor", reims, email="ed.reims@example.invalid"),
        "lyon": person("animator", lyon, email="anim.lyon@example.invalid"),
        "left": person("editor", reims, email="partie@example.invalid"),
        "marne": follower("departement:51"),
        "rhone": follower("departement:69"),
        "grand est": follower("region:44"),
        "stand-in": person(None, email="remplace@example.invalid"),
    }
    people["left"].is_active = False
    people["left"].save()
    project = Project.objects.create(
        name="Grand Reims", slug="grand-reims", zones=["epci:200067213"], departement_id="51",
        structure="Asso", structure_kind="association",
        begun_at=timezone.now(), moved_on=timezone.localdate(),
    )  # fmt: skip
    people["comité"] = person(None, email="comite@example.invalid")
    for role, name in (("committee", "comité"), ("candidate", "left")):
        Member.objects.create(project=project, user=people[name], role=role, organisation="Asso")
    Delegation.objects.create(
        absent=people["marne"],
        stand_in=people["stand-in"],
        starts_on=date(2020, 1, 1),
        ends_on=date(2099, 1, 1),
    )
    connection.set_schema_to_public()
    return people


OF_REIMS = {"anim.reims@", "ed.reims@", "departement51@", "remplace@", "comite@"}
OF_LYON = {"anim.lyon@", "departement69@"}


def told(response):
    page = response.content.decode()
    names = OF_REIMS | OF_LYON | {"region44@", "partie@", "national."}
    return {one for one in names if f"{one.rstrip('@')}" in page and one in page}


def test_each_reads_those_of_their_perimeter(world, person, browse, django_assert_max_num_queries):
    expected = {
        "marne": OF_REIMS,
        "rhone": OF_LYON,
        "grand est": OF_REIMS | {"region44@"},
        "stand-in": OF_REIMS,
        "national": OF_REIMS | OF_LYON | {"region44@", "national."},
    }
    world["national"] = person("national")
    for name, wanted in expected.items():
        client = browse(world[name])
        for address in (PAGE, FILE):
            with django_assert_max_num_queries(17):
                response = client.get(address)
            assert told(response) == wanted, (name, address)


def test_nobody_else_reads_it(world, browse, client_for):
    for address in (PAGE, FILE):
        assert browse(world["comité"]).get(address).status_code == 403
        assert browse(world["reims"]).get(address).status_code == 403
        assert client_for("national").get(address).status_code == 302
        assert client_for("reims").get(address).headers["location"].endswith(address)


def test_words_are_looked_for_within_the_perimeter_whatever_their_accents(world, browse):
    def found(account, words):
        return told(browse(account).get(PAGE, {"q": words}))

    assert found(world["grand est"], "REIMS anim") == {"anim.reims@"}
    assert found(world["marne"], "lyon") == set()
    assert "fewer" not in browse(world["marne"]).get(PAGE, {"q": "lyon"}).content.decode()
    assert found(world["marne"], "\0é«") == OF_REIMS


def test_the_file_opens_in_a_spreadsheet_and_holds_no_formula(world, browse):
    world["editor"].first_name = "=SOMME(A1)"
    world["editor"].save()
    response = browse(world["marne"]).get(FILE, {"q": "ed.reims"})
    text = response.content.decode("utf-8-sig")
    assert response["Content-Type"].startswith("text/csv")
    assert "'=SOMME(A1)" in text
    assert text.count("\r\n") == 2


def test_a_mandate_that_is_over_gives_nothing_to_read(world, browse):
    Mandate.objects.filter(user=world["rhone"]).update(
        starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1)
    )
    assert browse(world["rhone"]).get(PAGE).status_code == 403


def test_the_table_of_roles_is_read_by_those_who_have_one(world, person, browse):
    assert browse(world["comité"]).get(ROLES).status_code == 200
    page = browse(world["reims"]).get(ROLES).content.decode()
    assert "Qui peut faire quoi" in page
    assert "Le registre des traitements" in page
    assert browse(person(None)).get(ROLES).status_code == 403
