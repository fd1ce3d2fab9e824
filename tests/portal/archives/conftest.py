"""A territory that has one of each thing, and its file."""

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django_tenants.utils import tenant_context
from wagtail.documents.models import Document

from portal.archives.exporting import export_territory
from portal.archives.models import Archive
from tests.crossing.world import fill
from tests.offers.conftest import make_offer, organisation_of, theme_page

__all__ = ["make_offer", "organisation_of", "theme_page"]


@pytest.fixture(autouse=True)
def _own_files(own_media, monkeypatch, tmp_path_factory):
    kept = FileSystemStorage(location=tmp_path_factory.mktemp("archives"))
    monkeypatch.setattr(Archive._meta.get_field("file"), "storage", kept)


@pytest.fixture
def filled(lyon, make_offer, organisation_of):
    """Lyon, and the values of its addresses."""
    values = fill(lyon, "Gerland", make_offer=make_offer, organisation_of=organisation_of)
    with tenant_context(lyon):
        document = Document.objects.get().url
    connection.set_schema_to_public()
    return lyon, {**values[0], "document": document}


@pytest.fixture
def archive(filled, tmp_path_factory):
    territory, _values = filled
    file = tmp_path_factory.mktemp("moved") / "lyon.zip"
    export_territory(territory=territory, file=file)
    return file
