"""The one table of rights: what it says, and that what Wagtail asks says the same."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.urls import path

import portal.urls
from offers.permissions import ADMIN
from portal.domains import ADDRESSES, domain_named
from portal.grants import grants_of
from tenants.accounts.models import Mandate, User
from tenants.rights import COUNTRY, MATRIX, REACH, Action, Domain, Grant, Who, may, roles_that

DAY = date(2026, 3, 2)
READ, WRITE, DECIDE = Action.READ, Action.WRITE, Action.DECIDE


def test_a_role_opens_what_is_within_its_reach_and_no_further():
    of_reims = {"territory:reims", "departement:51", "region:44"}
    animator = {Grant(Who.ANIMATOR, "territory:reims")}
    assert may(animator, DECIDE, Domain.PAGES, of_reims)
    assert not may(animator, DECIDE, Domain.PAGES, {"territory:lyon", "departement:69"})
    assert not may({Grant(Who.EDITOR, "territory:reims")}, DECIDE, Domain.PAGES, of_reims)
    assert may({Grant(Who.DEPARTMENTAL, "departement:51")}, READ, Domain.FOLLOWING, of_reims)
    # A région and a département may share a number.
    assert not may({Grant(Who.REGIONAL, "region:51")}, READ, Domain.FOLLOWING, of_reims)
    assert may({Grant(Who.NATIONAL, COUNTRY)}, DECIDE, Domain.PAGES, of_reims)


def test_the_national_level_never_reads_the_contact_of_a_young_person():
    assert roles_that(READ, Domain.CONTACTS) == {Who.ANIMATOR, Who.PROFESSIONAL}


def test_what_is_open_is_open_to_who_holds_nothing():
    assert may((), WRITE, Domain.OPEN, ())
    assert not may((), READ, Domain.PAGES, ("territory:reims",))


def test_every_domain_and_every_role_is_in_the_table():
    assert set(MATRIX) == set(Domain)
    assert set(REACH) == set(Who)
    assert set(Domain) - set(ADDRESSES) == {Domain.RELAYING}


def test_an_address_that_was_told_nowhere_belongs_to_no_domain():
    assert domain_named("commitments_look") == Domain.CONTACTS
    assert domain_named("commitments") == Domain.PROMISES
    with pytest.raises(LookupError, match="portal/domains.py"):
        domain_named("commitmentsmore")


def told_nowhere(request):
    return HttpResponse("Here it is.")


urlpatterns = [path("told-nowhere/", told_nowhere, name="told_nowhere"), *portal.urls.urlpatterns]
handler404 = portal.urls.handler404


def test_such_an_address_is_not_there_even_for_a_national_admin(settings, client_for, person):
    settings.ROOT_URLCONF = "tests.tenants.test_rights"
    client = client_for("national")
    client.force_login(person("national"))
    assert client.get("/told-nowhere/").status_code == 404


@pytest.mark.parametrize("role", ["editor", "animator", "national", None])
def test_what_wagtail_is_asked_is_what_the_table_says(lyon, person, role):
    user = User.objects.get(pk=person(role, lyon if role in ("editor", "animator") else None).pk)
    connection.set_tenant(lyon)
    held = grants_of(user, DAY)
    for (domain, action), name in ADMIN.items():
        assert user.has_perm(name) == may(held, action, domain, {"territory:lyon"}), name


def test_a_person_holds_the_sum_of_their_roles_as_long_as_they_last(lyon, person):
    user = person("editor", lyon)
    Mandate.objects.create(
        user=user,
        role="departement",
        zone="departement:69",
        starts_on=DAY,
        ends_on=DAY + timedelta(days=7),
    )
    editor = Grant(Who.EDITOR, "territory:lyon")
    assert grants_of(user, DAY) == {editor, Grant(Who.DEPARTMENTAL, "departement:69")}
    assert grants_of(user, DAY + timedelta(days=8)) == {editor}
    user.is_active = False
    assert grants_of(user, DAY) == frozenset()


def test_the_page_of_the_docs_is_that_of_the_table(tmp_path, settings):
    kept = (settings.BASE_DIR / "docs/roles.md").read_text()
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    call_command("write_roles")
    assert (tmp_path / "docs/roles.md").read_text() == kept, "manage.py write_roles"
