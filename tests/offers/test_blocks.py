"""The field of blocks writes none in migrations, and a data migration does not empty it."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from offers.blocks import BODY_BLOCKS, LeanStreamField
from offers.models import OfferPage

STORED = [{"type": "heading", "value": "Bonjour", "id": "1"}]


def test_a_migration_names_no_block():
    field = LeanStreamField(BODY_BLOCKS, blank=True)
    written, _imports = MigrationWriter.serialize(field)
    assert written == "offers.blocks.LeanStreamField(blank=True)"


@pytest.mark.parametrize("value", [STORED, '[{"type": "heading", "value": "Bonjour", "id": "1"}]'])
def test_without_its_blocks_the_field_keeps_what_is_stored(value):
    field = LeanStreamField()
    assert field.get_prep_value(field.to_python(value)) == STORED


@pytest.mark.parametrize("value", [None, "", "[]", []])
def test_without_its_blocks_an_empty_field_stays_empty(value):
    field = LeanStreamField()
    assert field.get_prep_value(field.to_python(value)) == []


def test_a_data_migration_that_saves_an_offer_keeps_its_text(lyon, make_offer):
    page = make_offer(body=[("heading", "Bonjour"), ("quote", "Merci")])
    historical = ProjectState.from_apps(apps).apps.get_model("offers", "OfferPage")
    row = historical.objects.get(pk=page.pk)
    row.audience = "Pour toi"
    row.save()
    page = OfferPage.objects.get(pk=page.pk)
    assert [block.block_type for block in page.body] == ["heading", "quote"]
    assert page.audience == "Pour toi"
    assert connection.schema_name == "lyon"
