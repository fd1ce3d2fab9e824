"""Archives and deletion on the screens of the country."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tenants.utils import schema_exists

from contacts.models import ContactRequest
from portal.archives.models import Archive
from portal.archives.tasks import delete_what_is_due
from portal.pausing import close_territory, pause_territory
from tenants.models import Domain, Territory
from tests.contacts.factories import MONDAY
from tests.portal.national.conftest import admin, send
from themes.models import RegisterEntry

__all__ = ["admin", "send"]


def text_of(response):
    return response.content.decode()


@pytest.fixture
def made(send, reims, django_capture_on_commit_callbacks):
    """An archive of Reims that is there."""
    with django_capture_on_commit_callbacks(execute=True):
        assert send("archives:export", reims.pk).status_code == 302
    connection.set_schema_to_public()
    return Archive.objects.get()


def test_an_archive_is_made_by_the_worker_handed_out_and_thrown_away(
    send, admin, made, django_capture_on_commit_callbacks
):
    assert (made.state, made.slug) == ("ready", "reims")
    assert "Télécharger" in text_of(admin.get(reverse("archives:index")))
    file = admin.get(reverse("archives:download", args=[made.pk]))
    assert b"".join(file).startswith(b"PK")
    assert file["Content-Disposition"] == 'attachment; filename="reims.zip"'
    with django_capture_on_commit_callbacks(execute=True):
        send("archives:remove", made.pk)
    assert "Aucune archive" in text_of(admin.get(reverse("archives:index")))
    assert not made.file.storage.exists(made.file.name)


def test_a_schema_that_is_behind_is_not_exported_and_the_page_says_why(
    send, admin, reims, django_capture_on_commit_callbacks
):
    connection.set_schema_to_public()
    Territory.objects.filter(pk=reims.pk).update(migrations="")
    with django_capture_on_commit_callbacks(execute=True):
        send("archives:export", reims.pk)
    assert "migrations manquent" in text_of(admin.get(reverse("archives:index")))


def test_what_is_brought_is_opened_or_refused_with_its_reason(send, admin, made, reims):
    with made.file.open() as kept:
        file = SimpleUploadedFile("reims.zip", kept.read())
    refused = send("archives:import", file=file, slug="ailleurs")
    assert refused.status_code == 400
    assert "appartient déjà" in text_of(refused)
    assert "ailleurs" in text_of(refused)
    assert send("archives:import").status_code == 400
    wrong = SimpleUploadedFile("x.zip", b"PK nothing")
    assert "n’est pas une archive" in text_of(send("archives:import", file=wrong))
    connection.set_schema_to_public()
    close_territory(territory=reims, message="Fini.", now=MONDAY)
    file.seek(0)
    opened = send("archives:import", file=file, slug="ailleurs")
    assert opened.status_code == 302
    connection.set_schema_to_public()
    assert Territory.objects.get(schema_name="ailleurs").is_open


def test_a_territory_is_deleted_after_a_delay_and_restored_from_its_archive(
    send, admin, filled, client_for, settings, django_capture_on_commit_callbacks
):
    lyon, values = filled
    assert "Fermez-le d’abord" in text_of(
        admin.get(send("territories:delete_later", lyon.pk, typed="lyon")["Location"])
    )
    connection.set_schema_to_public()
    close_territory(territory=lyon, message="Fini.", now=timezone.now())
    assert send("territories:delete_later", lyon.pk, typed="Grand Lyon").status_code == 400
    page = text_of(admin.get(send("territories:delete_later", lyon.pk, typed="lyon")["Location"]))
    day = timezone.localdate() + timedelta(days=settings.TERRITORY_DELETION_DAYS)
    assert f"supprimé le {day.day}" in page
    delete_what_is_due.call_local()
    assert schema_exists("lyon")
    assert "est gardé" in text_of(admin.get(send("territories:keep", lyon.pk)["Location"]))
    connection.set_schema_to_public()
    Territory.objects.filter(pk=lyon.pk).update(delete_on=timezone.localdate())
    entry = RegisterEntry.objects.create(
        question_key="local_pets", territory=lyon, purpose="Proposer un toit qui les accepte.",
        legal_basis="public_task", data_category="ordinary", retention_days=90,
        approved_at=timezone.now(), approved_by="pays@example.invalid",
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        delete_what_is_due.call_local()
    connection.set_schema_to_public()
    assert not schema_exists("lyon")
    assert not Domain.objects.filter(domain="lyon.portail.localhost").exists()
    gone = Territory.objects.get(pk=lyon.pk)
    assert (gone.status, gone.name) == ("deleted", "Métropole de Lyon")
    request = ContactRequest.objects.get()
    assert request.erased_at
    assert (request.sealed_contact, request.territory) == ("", gone)
    assert "lyon" not in text_of(admin.get(reverse("territories:index"))).lower()
    assert "Restaurer" in text_of(admin.get(reverse("archives:index")))
    send("archives:restore", Archive.objects.get().pk)
    assert client_for("lyon").get(f"/offres/{values['key']}/").status_code == 200
    connection.set_schema_to_public()
    entry.refresh_from_db()
    assert entry.territory == Territory.objects.get(schema_name="lyon")
    assert entry.territory.team.filter(user__email="gerland@example.invalid", role="editor")


def test_what_is_open_or_has_time_left_is_not_deleted(reims, public):
    today = timezone.localdate()
    Territory.objects.filter(pk=reims.pk).update(delete_on=today)
    delete_what_is_due.call_local()
    pause_territory(territory=reims, message="Pause.")
    delete_what_is_due.call_local()
    assert schema_exists("reims")
    assert not Archive.objects.exists()


@pytest.mark.parametrize("role", ["animator", "editor", "national"])
def test_they_are_for_national_admins_on_the_national_site(client_for, person, reims, made, role):
    client = client_for(reims)
    client.force_login(person(role, reims))
    for name, args in (
        *(("archives:index", []), ("archives:import", []), ("archives:export", [reims.pk])),
        *((f"archives:{name}", [made.pk]) for name in ("download", "restore", "remove")),
        *((f"territories:{name}", [reims.pk]) for name in ("delete_later", "keep")),
    ):
        address = reverse(name, args=args)
        answers = client.get(address), client.post(address, {"typed": "reims"})
        assert {one.status_code for one in answers} <= {302, 404}, address
    connection.set_schema_to_public()
    assert Archive.objects.count() == 1


def test_the_list_asks_as_much_for_many_as_for_one(
    admin, made, django_assert_num_queries, django_assert_max_num_queries
):
    address = reverse("archives:index")
    admin.get(address)
    with django_assert_max_num_queries(20) as asked:
        admin.get(address)
    for _number in range(5):
        Archive.objects.create(territory=made.territory, slug="reims", name="Grand Reims")
    with django_assert_num_queries(len(asked)):
        admin.get(address)
