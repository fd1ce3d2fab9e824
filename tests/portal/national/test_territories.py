from dataclasses import asdict

import pytest
from django.db import connection

from portal.national.colours import CONTROLS
from tenants.models import Territory
from tenants.palette import PALETTES


def form(palette="lyon", **changes):
    colours = asdict(PALETTES[palette])
    controls = {f"palette_{mode}_{token}": colours[mode][token] for mode, token in CONTROLS}
    return {"name": "Métropole de Lyon", "phone": "04 65 71 00 00", **controls, **changes}


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


def test_the_address_of_a_territory_never_changes_here(territory, send):
    before = Territory.objects.count()
    send("territories:edit", territory.pk, **form(schema_name="elsewhere"))
    assert Territory.objects.get(pk=territory.pk).schema_name == "lyon"
    assert Territory.objects.count() == before


def test_colours_that_cannot_be_read_are_refused_with_the_nearest_that_can(territory, send):
    response = send("territories:edit", territory.pk, **form(palette_light_brand="#ffee88"))
    assert response.status_code == 200
    errors = response.context["form"].errors["palette"]
    assert any("brand" in error for error in errors)
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
