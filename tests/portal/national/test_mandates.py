"""Mandates are given, extended and ended on a screen of the national level."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from tenants.accounts.models import Mandate

GIVEN = {"email": "marne@example.invalid", "zone": "departement:51", "starts_on": "2026-03-02"}


@pytest.fixture
def account(person):
    return person(None, email="marne@example.invalid")


def test_one_is_given_then_ended_and_stays_in_the_list(send, admin, account):
    assert send("mandates:add", **GIVEN, ends_on="").status_code == 302
    mandate = Mandate.objects.get()
    assert (mandate.user, mandate.role, mandate.ends_on) == (account, "departement", None)
    changed = {"starts_on": "2026-03-02", "ends_on": "2026-06-30", "zone": "region:84"}
    assert send("mandates:edit", mandate.pk, **changed).status_code == 302
    mandate.refresh_from_db()
    # Who and where are not changed: that would be another mandate.
    assert (mandate.ends_on, mandate.zone) == (date(2026, 6, 30), "departement:51")
    page = admin.get(reverse("mandates:index")).content.decode()
    assert "Marne" in page
    assert "Correspondant départemental" in page
    assert send("mandates:delete", mandate.pk).status_code == 302
    assert Mandate.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "personne@example.invalid"}, "email"),
        ({"zone": "commune:51454"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"ends_on": "2026-03-01"}, "__all__"),
        ({"starts_on": "mardi"}, "starts_on"),
    ],
)
def test_a_mistake_is_said_beside_its_field(send, account, changes, field):
    response = send("mandates:add", **{**GIVEN, **changes})
    assert list(response.context["form"].errors) == [field]
    assert not Mandate.objects.exists()


def test_the_same_zone_is_not_given_twice_to_somebody(send, account):
    send("mandates:add", **GIVEN)
    assert send("mandates:add", **GIVEN).context["form"].errors
    assert Mandate.objects.count() == 1


def test_the_list_asks_as_much_for_many_as_for_one(
    admin, account, person, django_assert_max_num_queries
):
    for number in (51, 69, 46, 75, 13):
        Mandate.objects.create(
            user=account, role="departement", zone=f"departement:{number}", starts_on="2026-03-02"
        )
    connection.set_schema_to_public()
    admin.get(reverse("mandates:index"))
    with django_assert_max_num_queries(20):
        admin.get(reverse("mandates:index"))
