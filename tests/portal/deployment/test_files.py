"""A file from the first letter on: each acts in turn, and the history keeps all of it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from portal.deployment.models import Event, Member, Project
from tenants.accounts.models import User
from tests.portal.deployment.conftest import FILES, text_of

PDF = b"%PDF-1.7 lettre"
TODAY = {"on": "2026-03-02"}


def letter(name="Lettre d’intérêt.pdf", content=PDF):
    return {"file": SimpleUploadedFile(name, content)}


def act(client, project, key, **said):
    return client.post(f"{FILES}{project.pk}/etape/", {"act": key, **TODAY, **said})


def add(client, project, **options):
    return client.post(f"{FILES}{project.pk}/documents/", letter(**options))


def test_a_file_goes_from_hand_to_hand(ardennes, grand_est, browser):
    departement, region = browser(ardennes), browser(grand_est)
    asked = {
        "name": "Sedan",
        "departement": "08",
        "zones": "epci:200041630",
        "structure": "Mission locale",
        "structure_kind": "mission_locale",
    }
    to = departement.post(f"{FILES}ouvrir/", asked)["Location"]
    project = Project.objects.get()
    assert to == f"{FILES}{project.pk}/"
    assert "Un document est nécessaire" in text_of(departement.get(to))
    # The letter first: without it nothing moves.
    assert act(departement, project, "interest").status_code == 409
    assert add(departement, project).status_code == 302
    for client, key, said in (
        (departement, "interest", {}),
        (departement, "request", {"words": ""}),
        (region, "opinion", {"outcome": "reservations", "words": "Peu d’offres de santé."}),
        (departement, "authorisation", {"outcome": "authorised"}),
    ):
        assert "Il attend" in text_of((region if client is departement else departement).get(to))
        assert act(client, project, key, **said).status_code == 302, key
    project.refresh_from_db()
    assert (project.awaits, project.public_status) == ("meeting", "engaged")
    page = text_of(region.get(to))
    assert "Avec réserves" in page
    assert "Peu d’offres de santé." in page
    assert page.count('aria-current="step"') == 1
    kinds = list(project.events.values_list("kind", flat=True))
    assert kinds == ["begun", "act", "act", "act", "act"]


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ({"outcome": "unfavourable", "words": " "}, 409, "Écrivez-le"),
        ({}, 400, "Dites comment"),
        ({"outcome": "favourable", "on": "demain"}, 400, "30/11/2026"),
        ({"outcome": "favourable", "on": "2999-01-01"}, 409, "encore à venir"),
        ({"outcome": "favourable", "act": "authorisation"}, 409, "avancé"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    make_project, grand_est, browser, said, status, sentence
):
    project = make_project(awaits="opinion")
    typed = {"act": "opinion", **TODAY, "words": "Voici pourquoi", **said}
    page = browser(grand_est).post(f"{FILES}{project.pk}/etape/", typed)
    assert page.status_code == status
    assert sentence in text_of(page)
    assert typed["words"] in text_of(page)
    project.refresh_from_db()
    assert project.awaits == "opinion"


def test_a_refusal_stops_the_file_and_it_is_taken_up_again_where_it_was(
    make_project, ardennes, browser
):
    project, client = make_project(awaits="authorisation"), browser(ardennes)
    act(client, project, "authorisation", outcome="refused", words="Trop tôt.")
    project.refresh_from_db()
    assert (project.state, project.awaits, project.public_status) == (
        "stopped", "authorisation", None,
    )  # fmt: skip
    move = f"{FILES}{project.pk}/suite/"
    assert client.post(move, {"move": "suspend", "words": "x"}).status_code == 409
    assert client.post(move, {"move": "take_up", "words": ""}).status_code == 400
    assert client.post(move, {"move": "take_up", "words": "Une alliance."}).status_code == 302
    assert client.post(move, {"move": "suspend", "words": "Élections."}).status_code == 302
    page = text_of(client.get(f"{FILES}{project.pk}/"))
    assert "Ce dossier est suspendu" in page
    assert "Trop tôt." in page
    assert act(client, project, "authorisation", outcome="authorised").status_code == 409


def test_the_last_step_is_taken_back_by_its_author_alone(make_project, ardennes, follower, browser):
    project = make_project(awaits="request")
    act(browser(ardennes), project, "request", words="")
    other = User.objects.create_user("other08@example.invalid")
    other.mandates.create(zone="departement:08", role="departement", starts_on="2026-01-01")
    back = f"{FILES}{project.pk}/etape/reprendre/"
    assert browser(other).post(back).status_code == 409
    assert "24 heures" in text_of(browser(ardennes).get(f"{FILES}{project.pk}/"))
    assert browser(ardennes).post(back).status_code == 302
    project.refresh_from_db()
    assert project.awaits == "request"
    assert browser(ardennes).post(back).status_code == 409
    assert [one.kind for one in project.events.all()] == ["begun", "act", "taken_back"]


def test_the_history_is_only_ever_added_to(make_project):
    project = make_project()
    for change in (
        lambda: Event.objects.update(words="autre chose"),
        lambda: project.events.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_people_are_named_with_a_letter_and_read_the_file(
    make_project, ardennes, browser, client_for, mailoutbox
):
    project = make_project(awaits="committee")
    client, people = browser(ardennes), f"{FILES}{project.pk}/personnes/"
    named = {
        "first_name": "Lina",
        "last_name": "",
        "email": "lina@example.invalid",
        "organisation": "Info Jeunes Sedan",
        "role": "committee",
    }
    assert client.post(people, {**named, "email": "lina"}).status_code == 400
    assert client.post(people, named).status_code == 302
    assert client.post(people, named).status_code == 409
    [mail] = mailoutbox
    assert mail.to == ["lina@example.invalid"]
    assert f"http://portail.localhost{FILES}{project.pk}/" in mail.body
    assert re.search(r"/mot-de-passe/\S+", mail.body)
    # One is not enough for a committee.
    assert act(client, project, "committee", words="").status_code == 409
    lina = User.objects.get(email="lina@example.invalid")
    page = text_of(browser(lina).get(f"{FILES}{project.pk}/"))
    assert "Nommer quelqu’un" not in page
    member = Member.objects.get()
    off = f"{people}{member.pk}/retirer/"
    assert browser(lina).post(off).status_code == 404
    assert client.post(off).status_code == 302
    assert browser(lina).get(f"{FILES}{project.pk}/").status_code == 403


def test_the_file_is_changed_by_the_levels_and_the_history_says_what(
    make_project, ardennes, member, browser
):
    project = make_project()
    change = f"{FILES}{project.pk}/modifier/"
    client = browser(ardennes)
    assert client.get(change, {"find": "sedan"}).status_code == 200
    asked = {
        "name": "Ardennes",
        "departement": "08",
        "zones": "departement:08",
        "structure": "Mission locale Ardennes",
        "structure_kind": "mission_locale",
        "host": "Info Jeunes",
    }
    assert client.post(change, {**asked, "zones": "Sedan"}).status_code == 400
    # Not into a département of others.
    assert client.post(change, {**asked, "departement": "51"}).status_code == 400
    assert client.post(change, asked).status_code == 302
    assert project.events.last().words == "structure porteuse"
    asked["zones"] = "departement:08 -epci:200041630"
    assert client.post(change, asked).status_code == 302
    page = client.get(f"{FILES}{project.pk}/").content.decode()
    assert "<dd>Ardennes, sans CA Ardenne Métropole</dd>" in page
    assert browser(member(project, "committee")).get(change).status_code == 404


def test_each_sees_what_is_theirs_first_and_nothing_of_the_neighbours(
    make_project, ardennes, grand_est, follower, member, person, lyon, browser, client_for,
    django_assert_max_num_queries,
):  # fmt: skip
    ours = make_project(awaits="opinion")
    theirs = make_project("Rhône", "69", awaits="opinion")
    seen = {
        ardennes: {"Ardennes"},
        grand_est: {"Ardennes"},
        follower("region:84"): {"Rhône"},
        member(theirs, "candidate"): {"Rhône"},
        person("national"): {"Ardennes", "Rhône"},
    }
    for account, names in seen.items():
        client = browser(account)
        page = client.get(FILES)
        assert page.status_code == 200
        listed = set(re.findall(r"dossiers/\d+/\">([^<]+)<", text_of(page)))
        assert listed == names, account
        for project in (ours, theirs):
            expected = 200 if project.name in names else 404
            assert client.get(f"{FILES}{project.pk}/").status_code == expected
            if expected == 404:
                for path in ("etape/", "suite/", "personnes/", "documents/", "modifier/"):
                    sent = {"act": "opinion", "outcome": "favourable", **TODAY}
                    assert client.post(f"{FILES}{project.pk}/{path}", sent).status_code == 404
    assert browser(person("editor", lyon)).get(FILES).status_code == 403
    without = text_of(browser(person("animator", lyon)).get(FILES))
    assert "Votre territoire a ouvert sans dossier" in without
    assert "/pro/connexion/" in client_for("national").get(FILES)["Location"]
    assert client_for("lyon").post(FILES).status_code == 404
    assert Event.objects.filter(kind="act").count() == 0
    page = text_of(browser(grand_est).get(FILES))
    assert page.index("Ils vous attendent") < page.index("Ardennes")
    for number in range(5):
        make_project(f"Lieu {number}", awaits="opinion" if number % 2 else "meeting")
    client = browser(grand_est)
    with django_assert_max_num_queries(12):
        client.get(FILES)
    with django_assert_max_num_queries(18):
        client.get(f"{FILES}{ours.pk}/")


def test_documents_are_what_they_say_and_only_readers_have_them(
    make_project, ardennes, grand_est, follower, browser, client_for, settings, own_media
):
    project, client = make_project(), browser(ardennes)
    odt = b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text"
    for name, content, status in (
        ("lettre.pdf", b"<html><script>", 400),
        ("lettre.exe", PDF, 400),
        ("lettre.pdf", b"", 400),
        ("lettre.pdf", PDF + b" " * 10 * 1024 * 1024, 400),
        ("lettre.odt", odt, 302),
        ("Lettre d’intérêt.pdf", PDF, 302),
    ):
        assert add(client, project, name=name, content=content).status_code == status, name
    assert add(browser(grand_est), project).status_code == 404
    kept = project.documents.get(media_type="application/pdf")
    path = f"{FILES}{project.pk}/documents/{kept.key}/"
    assert path in text_of(client.get(f"{FILES}{project.pk}/"))
    sent = browser(grand_est).get(path)
    assert b"".join(sent.streaming_content) == PDF
    assert "attachment" in sent["Content-Disposition"]
    assert "Lettre%20d%E2%80%99int%C3%A9r%C3%AAt.pdf" in sent["Content-Disposition"]
    assert sent["X-Content-Type-Options"] == "nosniff"
    for stranger in (browser(follower("departement:51")), client_for("national")):
        assert stranger.get(path).status_code in (302, 404)
        assert stranger.post(f"{path}retirer/").status_code in (302, 404)
    assert client_for("national").get(f"/media/{kept.file.name}").status_code == 404
    assert browser(grand_est).post(f"{path}retirer/").status_code == 404
    assert client.post(f"{path}retirer/").status_code == 302
    assert client.get(path).status_code == 404
    assert project.events.last().words == "Lettre d’intérêt.pdf"


@pytest.mark.parametrize(
    ("command", "status", "sentence"),
    [
        ("true", 302, ""),
        ("false", 400, "virus a été trouvé"),
        ("sh -c 'exit 2'", 400, "n’a pas pu être vérifié"),
        ("no-such-scanner", 400, "n’a pas pu être vérifié"),
        ("", 302, "non vérifié"),
    ],
)
def test_a_scanner_of_viruses_is_asked_when_there_is_one(
    make_project, ardennes, browser, settings, command, status, sentence
):
    settings.VIRUS_SCANNER = command
    project, client = make_project(), browser(ardennes)
    sent = add(client, project)
    assert sent.status_code == status
    page = text_of(client.get(f"{FILES}{project.pk}/") if status == 302 else sent)
    assert sentence in page
    assert project.documents.filter(scanned=True).exists() == (command == "true")
    assert timezone.now() > project.begun_at
