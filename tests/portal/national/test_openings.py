"""Opening a territory from the screens: prepared step by step, checked, open at once."""

import re

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django_tenants.utils import schema_exists, tenant_context

from portal.national.tasks import be_ready_to_open
from portal.opening import open_prepared, problems_of
from portal.reach import Reach
from tenants.accounts.models import User
from tenants.migration_state import fingerprint
from tenants.models import Opening, Territory
from tenants.palette import PALETTES
from tenants.roles import Role, role_of
from tests.portal.national.test_territories import form as colours

ANSWERS = {
    "name": {"name": "Marne", "slug": "marne", "host": "", "phone": "03 53 01 00 00"},
    "where": {"zones": "departement:08\n-commune:08105"},
    "themes": {"themes": ["housing", "health"]},
    "look": {key: value for key, value in colours().items() if key.startswith("palette_")},
    "legal": {
        "controller": "Association Marne jeunesse",
        "data_contact": "dpo@example.invalid",
        "legal_basis": "consent",
        "retention_days": "30",
    },
    "animator": {
        "animator_first_name": "Nadia",
        "animator_last_name": "",
        "animator_email": "nadia@example.invalid",
    },
}


@pytest.fixture
def opening(public):
    return Opening.objects.create(
        name="Marne",
        slug="marne",
        zones=["departement:08"],
        themes=["housing"],
        controller="Association Marne jeunesse",
        data_contact="dpo@example.invalid",
        animator_email="nadia@example.invalid",
    )


def text_of(response):
    return response.content.decode()


def test_a_territory_is_prepared_step_by_step_and_opens_at_once(send, admin, client_for):
    to = send("openings:begin")["Location"]
    pk = Opening.objects.get().pk
    for key, answers in ANSWERS.items():
        assert to == reverse("openings:step", args=[pk, key])
        assert admin.get(to).status_code == 200
        to = admin.post(to, answers)["Location"]
    assert to == reverse("openings:check", args=[pk])
    checked = text_of(admin.get(to))
    for said in (
        *("Tout y est", "03 53 01 00 00", "Logement, Santé", "Français", "dpo@example.invalid"),
        *(">30<", "Consentement", "Nadia"),
    ):
        assert said.lower() in checked.lower(), said
    assert send("openings:open", pk)["Location"] == to
    page = text_of(admin.get(to))
    assert "http://marne.portail.localhost/" in page
    assert "/pro/mot-de-passe/" in page
    marne = Territory.objects.get(schema_name="marne")
    assert (marne.name, marne.phone, marne.kept_days) == ("Marne", "03 53 01 00 00", 30)
    assert marne.palette == PALETTES["lyon"].as_dict()
    assert not marne.communes.filter(commune="08105").exists()
    with tenant_context(marne):
        assert role_of(User.objects.get(email="nadia@example.invalid")) == Role.ANIMATOR
    site = client_for("marne")
    themes = text_of(site.get("/themes/?commune=08409"))
    assert "Logement" in themes
    assert "Emploi" not in themes
    assert site.get("/themes/employment/questions/1/?commune=08409").status_code == 404
    said = text_of(site.get("/infos/donnees-personnelles/"))
    assert "Association Marne jeunesse" in said
    assert "le consentement)" in said


def test_it_is_there_at_once_for_the_whole_country(send, client_for, opening):
    """What the process remembers of before is not in its way."""
    country = client_for("national")
    asked = "/api/v1/communes?q=08105"
    assert country.get(asked).json()["results"][0]["territory"] is None
    country.get("/api/v1/communes?q=reims")
    send("openings:open", opening.pk)
    found = country.get(asked).json()["results"][0]["territory"]
    assert found["url"] == "http://marne.portail.localhost"


def test_what_is_not_complete_is_kept_and_said_before_it_opens(send, admin):
    send("openings:begin")
    opening = Opening.objects.get()
    for key in ("name", "where", "themes", "legal", "animator"):
        said = {"name": "Marne", "legal_basis": "consent"}
        assert send("openings:step", opening.pk, key, **said).status_code == 302
    opening.refresh_from_db()
    assert [one.step for one in problems_of(opening, Reach())] == [
        *("name", "where", "themes", "legal", "legal", "animator")
    ]
    assert "Choisissez au moins un thème." in text_of(admin.get(f"/admin/openings/{opening.pk}/"))
    send("openings:open", opening.pk)
    assert not schema_exists("marne")
    opening.refresh_from_db()
    assert opening.state == Opening.State.DRAFT


@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("name", {"name": "Marne", "slug": "Marne!"}),
        ("name", {"name": "Marne", "slug": "lyon"}),
        ("where", {"zones": "departement:08\nreims"}),
        ("themes", {"themes": ["nothing"]}),
        ("look", ANSWERS["look"] | {"palette_light_brand": "#ffee88"}),
        ("legal", {"retention_days": "91"}),
        ("animator", {"animator_email": "nadia"}),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(send, opening, key, data):
    before = Opening.objects.values().get()
    response = send("openings:step", opening.pk, key, **data)
    assert response.status_code == 400
    page = text_of(response)
    assert "w-field__errors" in page
    for value in data.values():
        if isinstance(value, str):
            assert value.splitlines()[-1] in page
    assert Opening.objects.values().get() == before


def test_communes_of_another_territory_are_counted_and_it_is_linked(admin, opening, reims):
    connection.set_schema_to_public()
    Opening.objects.update(zones=["departement:51"])
    page = text_of(admin.get(reverse("openings:step", args=[opening.pk, "where"])))
    link = reverse("territories:edit", args=[reims.pk])
    assert f'<a href="{link}">Grand Reims</a>' in page
    assert "appartiennent déjà" in page
    checked = text_of(admin.get(reverse("openings:check", args=[opening.pk])))
    assert "143 communes appartiennent déjà à Grand Reims" in checked


def test_thousands_are_written_as_one_reads_them(admin, opening):
    connection.set_schema_to_public()
    Opening.objects.update(zones=["region:44"])
    page = text_of(admin.get(reverse("openings:step", args=[opening.pk, "where"])))
    assert re.search(r"5\s\d{3} communes, 5\s\d{3}\s\d{3} habitants", page)


def test_zones_are_drawn_counted_and_found_by_name(admin, opening):
    page = text_of(
        admin.get(reverse("openings:step", args=[opening.pk, "where"]), {"find": "grand reims"})
    )
    assert "<svg" in page
    assert "epci:200067213" in page
    assert "commune" in page


def test_opening_twice_opens_once(send, opening, public):
    first = open_prepared(opening)
    connection.set_schema_to_public()
    assert open_prepared(opening) == first
    assert send("openings:open", opening.pk).status_code == 404
    assert Territory.objects.filter(name="Marne").count() == 1


def test_the_first_animator_is_written_to_and_the_page_says_so(
    send, admin, opening, client_for, mailoutbox, django_capture_on_commit_callbacks
):
    page = reverse("openings:check", args=[opening.pk])
    with django_capture_on_commit_callbacks(execute=True):
        send("openings:open", opening.pk)
    [letter] = mailoutbox
    assert letter.to == ["nadia@example.invalid"]
    assert "http://marne.portail.localhost/admin/" in letter.body
    link = next(line for line in letter.body.splitlines() if "/mot-de-passe/" in line)
    assert client_for("national").get(link, follow=True).status_code == 200
    said = text_of(admin.get(page))
    assert "Une lettre est partie à nadia@example.invalid" in said
    assert "/mot-de-passe/" not in said
    send("openings:write", opening.pk)
    assert "n’est pas encore partie" in text_of(admin.get(page))


def test_an_animator_who_has_an_account_keeps_it(send, admin, opening, person):
    known = person(None, email="Nadia@example.invalid")
    send("openings:open", opening.pk)
    page = text_of(admin.get(reverse("openings:check", args=[opening.pk])))
    assert "/mot-de-passe/" not in page
    with tenant_context(Territory.objects.get(schema_name="marne")):
        assert role_of(known) == Role.ANIMATOR


@pytest.fixture
def no_spare(public):
    """None is ready, and another process is making one; afterwards it is ready."""
    spares = Territory.objects.filter(status=Territory.Status.SPARE)
    spares.update(migrations="")
    where = psycopg.conninfo.conninfo_to_dict(settings.DATABASE_URL)
    where["dbname"] = connection.settings_dict["NAME"]
    with psycopg.connect(**where, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended('tenants.schemas', 0))")
        yield lambda: spares.update(migrations=fingerprint())


def test_without_a_schema_it_waits_and_the_worker_opens_it(send, admin, opening, no_spare):
    page = send("openings:open", opening.pk)["Location"]
    assert "data-again" in text_of(admin.get(page))
    assert not schema_exists("marne")
    be_ready_to_open.call_local()
    assert not schema_exists("marne")
    no_spare()
    be_ready_to_open.call_local()
    assert "http://marne.portail.localhost/" in text_of(admin.get(page))


def test_what_cannot_open_any_more_is_in_preparation_again_with_its_reason(
    send, admin, opening, no_spare
):
    page = send("openings:open", opening.pk)["Location"]
    connection.set_schema_to_public()
    Opening.objects.update(zones=["departement:51"])
    no_spare()
    be_ready_to_open.call_local()
    assert "appartiennent déjà à Grand Reims" in text_of(admin.get(page))
    assert Opening.objects.get().state == Opening.State.DRAFT


def test_what_is_given_up_is_gone(send, opening):
    assert send("openings:give_up", opening.pk).status_code == 302
    assert not Opening.objects.exists()


@pytest.mark.parametrize("role", ["animator", "editor", "national"])
@pytest.mark.parametrize("name", ["index", "check", "step", "begin", "open", "give_up", "write"])
def test_it_is_for_national_admins_on_the_national_site(
    client_for, person, reims, opening, role, name
):
    client = client_for(reims)
    client.force_login(person(role, reims))
    args = {"index": [], "begin": [], "step": [opening.pk, "name"]}.get(name, [opening.pk])
    address = reverse(f"openings:{name}", args=args)
    assert {client.get(address).status_code, client.post(address).status_code} <= {302, 404}
    assert Opening.objects.count() == 1
    assert not schema_exists("marne")


def test_pages_ask_little_of_the_database(admin, opening, django_assert_max_num_queries):
    Opening.objects.create()
    for name, args, most in (("index", [], 11), ("check", [opening.pk], 20)):
        address = reverse(f"openings:{name}", args=args)
        admin.get(address)
        with django_assert_max_num_queries(most):
            admin.get(address)
