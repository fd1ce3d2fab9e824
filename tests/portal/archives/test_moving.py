"""A territory in a file: exported, deleted, imported; the same pages, nothing of a young person."""

import json
import re
from io import StringIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django_tenants.utils import schema_exists, tenant_context
from wagtail.models import ReferenceIndex, Site

from contacts.models import Charter, ContactRequest, Organisation, Professional
from offers.models import OfferPage, Picture, ThemePage
from portal.archives.deleting import delete_territory
from portal.archives.importing import import_territory
from portal.pausing import close_territory
from search.models import CatalogueOffer
from tenants.accounts.models import User
from tenants.models import Logo, Territory
from tenants.roles import Role, role_of
from tests.contacts.factories import MONDAY

# What changes with each reading of a page.
OURS = re.compile(r'nonce="[^"]*"|name="(?:csrfmiddlewaretoken|nonce|opened)" value="[^"]*"')


def pages_of(client, values):
    addresses = [
        *("/", "/en/", "/themes/?commune=69383", "/themes/housing/questions/1/?commune=69383"),
        *("/themes/housing/offres/?commune=69383", f"/offres/{values['key']}/", "/infos/aide/"),
        *(f"/en/offres/{values['key']}/", f"/api/v1/offers/{values['key']}", "/api/v1/offers"),
        *(f"/media/{values['path']}", values["document"]),
    ]
    found = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        body = b"".join(response)
        # A picture is not text.
        found[address] = body if "/media/" in address else OURS.sub("", body.decode())
    return found


def remove(territory):
    close_territory(territory=territory, message="Fini.", now=MONDAY)
    delete_territory(territory=territory, now=MONDAY)


def test_what_is_exported_deleted_and_imported_shows_the_same_pages(
    filled, archive, client_for, own_media, django_capture_on_commit_callbacks
):
    territory, values = filled
    before = pages_of(client_for("lyon"), values)
    close_territory(territory=territory, message="Fini.", now=MONDAY)
    with django_capture_on_commit_callbacks(execute=True):
        delete_territory(territory=territory, now=MONDAY)
    assert client_for("lyon").get("/").status_code == 404
    assert not (own_media / "lyon").exists()
    connection.set_schema_to_public()
    # As on another portal: nobody and nothing of it has the number that it had.
    User.objects.filter(email="gerland@example.invalid").update(email="autre@example.invalid")
    Organisation.objects.filter(name__contains="Gerland").update(name="Une autre")
    Professional.objects.filter(first_name="Gerland").update(email="autre@example.invalid")
    again = import_territory(file=archive)
    assert again.pk != territory.pk
    after = pages_of(client_for("lyon"), values)
    assert {at: page for at, page in after.items() if page != before[at]} == {}
    with tenant_context(again):
        offer = OfferPage.objects.get(pk=values["pk"])
        latest = offer.get_latest_revision_as_object()
        for one in (offer, latest):
            assert one.organisation.name == "Association Gerland lyon"
            assert one.owner is None
        author = User.objects.get(email="gerland@example.invalid")
        assert role_of(author) == Role.EDITOR
        assert not author.has_usable_password()
        assert Picture.objects.get().uploaded_by_user == author
        assert offer.revisions.filter(user=author).exists()
        assert ReferenceIndex.objects.exists()
        assert Site.objects.get().hostname == "lyon.portail.localhost"
        assert offer.get_parent().add_child(
            instance=OfferPage(
                title="Suivante",
                summary="Encore.",
                organisation=offer.organisation,
                delay_days=1,
                modes=["remote"],
            )
        )
    charter = Charter.objects.get(territory=again, organisation__name="Association Gerland lyon")
    assert charter.organisation.professionals.get().email == "pro-gerland@example.invalid"
    assert CatalogueOffer.objects.filter(territory=again).count() == 1


def test_nothing_of_a_young_person_is_in_the_file(filled, archive):
    request = ContactRequest.objects.get()
    secrets = ("jeune-gerland", "Message Gerland", request.reference, request.follow_token)
    with ZipFile(archive) as file:
        text = b"\n".join(file.read(name) for name in file.namelist()).decode(errors="replace")
        rows = [name for name in file.namelist() if name.startswith("rows/")]
    assert "Offre Gerland" in text
    assert [one for one in secrets if one in text] == []
    assert not any("search" in name or "formsubmission" in name for name in rows)
    assert "pbkdf2" not in text
    assert "md5$" not in text


def test_it_opens_under_another_name_beside_the_first(filled, archive, lyon, client_for):
    close_territory(territory=lyon, message="Fini.", now=MONDAY)
    connection.set_schema_to_public()
    Logo.objects.create(content=b"x")
    other = import_territory(file=archive, slug="gerland")
    assert other.url == "http://gerland.portail.localhost"
    assert client_for("gerland").get("/").status_code == 200
    assert CatalogueOffer.objects.live().get(territory=other).key.startswith("gerland-")
    assert "Offre Gerland" not in client_for("reims").get("/api/v1/offers").content.decode()
    # Who was here already is who they were.
    assert User.objects.filter(email="gerland@example.invalid").count() == 1
    assert Organisation.objects.filter(name="Association Gerland lyon").count() == 1


def rewritten(archive, change):
    """The same file with other contents: `change({name: bytes})`."""
    with ZipFile(archive) as file:
        content = {name: file.read(name) for name in file.namelist()}
    change(content)
    other = archive.with_name("other.zip")
    with ZipFile(other, "w") as file:
        for name, data in content.items():
            file.writestr(name, data)
    return other


def _say(**said):
    def change(content):
        manifest = json.loads(content["manifest.json"]) | said
        content["manifest.json"] = json.dumps(manifest).encode()

    return change


def _spoil(content):
    content["rows/offers_offerpage.jsonl"] += b"\n"


def _add(content):
    content["../../etc/x"] = b"x"


def _lose(content):
    del content["manifest.json"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_spoil, "n’est pas"),
        (_add, "n’est pas une archive"),
        (_lose, "n’est pas une archive"),
        (_say(format=2), "format"),
        (_say(migrations="x"), "autre version"),
        (lambda content: None, "s’appelle déjà"),
    ],
)
def test_what_cannot_be_imported_is_refused_and_leaves_nothing(archive, change, sentence):
    territories = Territory.objects.count()
    with pytest.raises(ValidationError, match=sentence):
        import_territory(file=rewritten(archive, change))
    assert Territory.objects.count() == territories
    assert Territory.objects.filter(status="spare").count() == 1


def test_communes_of_another_and_themes_that_are_not_here_are_refused(archive, lyon):
    with pytest.raises(ValidationError, match="appartient déjà"):
        import_territory(file=archive, slug="gerland")
    assert not schema_exists("gerland")
    with tenant_context(lyon):
        ThemePage.objects.update(theme_key="elsewhere")
    with pytest.raises(ValidationError, match="archive"):
        import_territory(file=__file__)


def test_the_command_line_has_the_same_doors(filled, tmp_path):
    territory, _values = filled
    file = tmp_path / "lyon.zip"
    call_command("export_territory", "lyon", str(file), stdout=StringIO())
    with pytest.raises(CommandError, match="nowhere"):
        call_command("export_territory", "nowhere", str(file))
    with pytest.raises(CommandError, match="national"):
        call_command("export_territory", "national", str(file))
    with pytest.raises(CommandError, match="déjà"):
        call_command("import_territory", str(file))
    remove(territory)
    said = StringIO()
    call_command("import_territory", str(file), stdout=said)
    assert "http://lyon.portail.localhost/" in said.getvalue()
