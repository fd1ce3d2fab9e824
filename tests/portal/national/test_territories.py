from dataclasses import asdict

import pytest
from django.db import connection
from django_tenants.utils import tenant_context
from wagtail.models import Site

from portal.national.colours import CONTROLS
from tenants.models import Domain, Territory
from tenants.palette import PALETTES

LYON = "lyon.portail.localhost"


def form(palette="lyon", **changes):
    colours = asdict(PALETTES[palette])
    controls = {f"palette_{mode}_{token}": colours[mode][token] for mode, token in CONTROLS}
    said = {"name": "Métropole de Lyon", "phone": "04 65 71 00 00", "host": LYON}
    said["legal_basis"] = "public_task"
    return {**said, **controls, **changes}


@pytest.fixture
def territory(lyon):
    return lyon


def test_a_name_a_number_and_colours_are_changed_from_the_national_site(territory, send):
    response = send("territories:edit", territory.pk, **form(name="Grand Lyon"))
    assert response.status_code == 302
    connection.set_schema_to_public()
    changed = Territory.objects.get(pk=territory.pk)
    assert (changed.name, changed.phone) == ("Grand Lyon", "04 65 71 00 00")
    assert changed.palette == PALETTES["lyon"].as_dict()


def test_a_territory_keeps_a_name(territory, send):
    response = send("territories:edit", territory.pk, **form(name=" "))
    assert "name" in response.context["form"].errors
    assert Territory.objects.get(pk=territory.pk).name == "Métropole de Lyon"


def test_the_address_of_a_territory_never_changes_here(territory, send):
    before = Territory.objects.count()
    send("territories:edit", territory.pk, **form(schema_name="elsewhere"))
    assert Territory.objects.get(pk=territory.pk).schema_name == "lyon"
    assert Territory.objects.count() == before


def test_colours_that_cannot_be_read_are_refused_with_the_nearest_that_can(territory, send):
    response = send("territories:edit", territory.pk, **form(palette_light_brand="#ffee88"))
    assert response.status_code == 200
    errors = response.context["form"].errors["palette"]
    assert any("couleur principale" in error for error in errors)
    assert "#" in errors[-1]


@pytest.mark.parametrize("colour", ["red", "#12", "", "#gggggg", "url(x)"])
def test_what_is_no_colour_is_refused(territory, send, colour):
    response = send("territories:edit", territory.pk, **form(palette_dark_spark=colour))
    assert "palette" in response.context["form"].errors


def test_a_territory_may_keep_contacts_for_less_and_never_for_more(territory, send):
    assert send("territories:edit", territory.pk, **form(retention_days="30")).status_code == 302
    assert Territory.objects.get(pk=territory.pk).kept_days == 30
    for days in ("91", "0", "-1", "abc"):
        refused = send("territories:edit", territory.pk, **form(retention_days=days))
        assert "retention_days" in refused.context["form"].errors
    assert Territory.objects.get(pk=territory.pk).kept_days == 30
    send("territories:edit", territory.pk, **form(retention_days=""))
    assert Territory.objects.get(pk=territory.pk).kept_days == 90


@pytest.fixture
def moved(territory, send):
    host = "jeunes.portail.localhost"
    assert send("territories:edit", territory.pk, **form(host=host)).status_code == 302
    return host


def test_another_address_is_answered_and_the_old_one_leads_there(moved, client_for):
    old, new = client_for("lyon"), client_for("jeunes")
    assert new.get("/").status_code == 200
    response = old.get("/themes/?commune=69383")
    assert response.status_code == 308
    assert response["Location"] == f"http://{moved}/themes/?commune=69383"
    assert old.post("/api/v1/contact-requests").status_code == 308


def test_editors_preview_and_link_at_the_new_address(moved, territory):
    with tenant_context(territory):
        assert Site.objects.get().hostname == moved


def test_one_may_come_back_to_an_old_address(moved, territory, send, client_for):
    assert send("territories:edit", territory.pk, **form(host=LYON)).status_code == 302
    assert client_for("lyon").get("/").status_code == 200
    assert client_for("jeunes").get("/")["Location"] == f"http://{LYON}/"


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("reims.portail.localhost", "a déjà l’adresse"),
        ("jeunes.exemple.fr", "ne répond pas encore"),
        ("a b", "domaine"),
        ("", "obligatoire"),
    ],
)
def test_an_address_that_cannot_be_is_refused(territory, send, host, sentence):
    response = send("territories:edit", territory.pk, **form(host=host))
    assert sentence in " ".join(response.context["form"].errors["host"])
    assert Domain.objects.get(tenant=territory).domain == LYON


def test_the_national_site_stays_where_the_portal_is(national, send):
    send("territories:edit", national.pk, **form(host="autre.portail.localhost"))
    assert Domain.objects.get(tenant=national).domain == "portail.localhost"
