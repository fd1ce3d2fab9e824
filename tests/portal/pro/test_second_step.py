"""Whoever has a role shows a second proof before anything opens: Wagtail's screens included, on
each territory's own site."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice

from portal.deployment.models import Member, Project
from portal.pro.models import CodeDevice
from portal.pro.second_factor import confirm, start
from tenants.accounts.models import Mandate, User
from tests.portal.pro.authenticator import Authenticator
from tests.portal.pro.conftest import text_of
from tests.portal.pro.test_second_factor import LATER, code_of, later  # noqa: F401 - a fixture

CODE, SECURITY, ADMIN = "/pro/code/", "/pro/securite/", "/admin/"
TO_SECURITY = f"{SECURITY}?next=%2Fadmin%2F"


@pytest.fixture(autouse=True)
def _it_is_asked(settings):
    settings.SECOND_FACTOR_GRACE_DAYS = 0


@pytest.fixture
def at(client_for):
    """`at("lyon", account)`: a browser on this site, signed in with the password alone."""

    def make(site, account):
        client = client_for(site)
        client.force_login(account)
        return client

    return make


@pytest.mark.parametrize("role", ["editor", "animator", "national"])
def test_a_role_opens_nothing_until_there_is_a_proof(lyon, person, at, role):
    client = at("lyon", person(role, None if role == "national" else lyon))
    for path in (
        ADMIN,
        "/admin/pages/",
        "/admin/api/main/pages/",
        "/admin/images/",
        "/admin/team/",
    ):
        assert client.get(path).url.startswith(SECURITY), path
        assert client.post(path, {"email": "x"}).url.startswith(SECURITY), path
    assert client.get(ADMIN).url == TO_SECURITY
    # What is open to everybody stays open, and the door too.
    for path in ("/", "/api/v1/territories", "/admin/sprite/"):
        assert client.get(path).status_code == 200, path
    page = client.get(TO_SECURITY)
    assert "seconde preuve" in text_of(page)
    assert client.post("/admin/logout/").status_code in (200, 302)
    assert client.get(ADMIN).url.startswith("/admin/login/")


def test_a_correspondent_shows_one_too_and_a_professional_is_only_offered_it(
    person, at, samira, in_reims
):
    follower = person(None)
    Mandate.objects.create(
        user=follower,
        role="departement",
        zone="departement:51",
        starts_on=LATER.date() + timedelta(days=1),
    )
    assert at("national", samira.user).get("/pro/").status_code == 200
    assert at("national", follower).get("/suivi/").status_code == 403
    Mandate.objects.update(starts_on=LATER.date())
    assert at("national", follower).get("/suivi/").url == f"{SECURITY}?next=%2Fsuivi%2F"


@pytest.mark.parametrize("role", ["candidate", "committee"])
def test_whoever_is_named_in_a_file_shows_one_and_arrives_at_their_file(person, at, later, role):  # noqa: F811
    account = person(None)
    project = Project.objects.create(
        name="Marne", slug="marne", zones=["departement:51"], departement_id="51",
        structure="Asso", structure_kind="association", begun_at=LATER, moved_on=LATER.date(),
    )  # fmt: skip
    Member.objects.create(project=project, user=account, role=role, organisation="Asso")
    client = at("national", account)
    assert client.get("/suivi/dossiers/").url == f"{SECURITY}?next=%2Fsuivi%2Fdossiers%2F"
    _device, spare = confirm(account, code_of(start(account), LATER))
    assert client.post(CODE, {"code": spare[0]}).url == "/suivi/dossiers/"
    assert client.get(f"/suivi/dossiers/{project.pk}/").status_code == 200


def test_one_is_made_on_the_site_of_the_territory_and_opens_it(lyon, person, at, later):  # noqa: F811
    editor = person("editor", lyon)
    client = at("lyon", editor)
    assert client.post(TO_SECURITY, {"action": "start"}).url == TO_SECURITY
    device = CodeDevice.objects.get()
    page = text_of(client.post(TO_SECURITY, {"action": "confirm", "code": code_of(device, LATER)}))
    spare = re.findall(r'<b class="ref">([a-z2-7]{8})</b>', page)
    assert len(spare) == 8
    assert 'href="/admin/"' in page
    assert client.get(ADMIN).status_code == 200
    # Each sign-in asks for it, wherever; the spare codes open once.
    again = at("lyon", editor)
    assert again.get("/admin/pages/").url == f"{CODE}?next=%2Fadmin%2Fpages%2F"
    assert again.post(SECURITY, {"action": "stop", "code": spare[0]}).url.startswith(CODE)
    assert again.post(CODE, {"code": spare[0], "next": "/admin/pages/"}).url == "/admin/pages/"
    assert again.get(ADMIN).status_code == 200
    assert at("lyon", editor).post(CODE, {"code": spare[1]}).url == ADMIN
    assert at("lyon", editor).post(CODE, {"code": spare[0]}).status_code == 400


def test_the_session_of_another_territory_opens_nothing_more(reims, lyon, person, at, later):  # noqa: F811
    animator = person("animator", lyon)
    confirm(animator, code_of(start(animator), LATER))
    client = at("reims", animator)
    assert client.get(ADMIN).url.startswith(CODE)


def test_a_passkey_answers_on_the_sites_below_the_portal_each_its_own_question(lyon, person, at):
    client, phone = at("lyon", person("editor", lyon)), Authenticator()
    phone.origin = "http://reims.portail.localhost"
    for origin, status in (("http://reims.portail.localhost", 400), (lyon.url, 200)):
        phone.origin = origin
        asked = json.loads(client.get(SECURITY).context["question"])
        made = {"action": "add_passkey", "passkey": phone.create(asked), "name": "Téléphone"}
        assert client.post(SECURITY, made).status_code == status
    assert client.get(ADMIN).status_code == 200
    again = at("lyon", User.objects.get(email="editor.lyon@example.invalid"))
    answer = phone.get(json.loads(again.get(CODE).context["question"]))
    assert again.post(CODE, {"passkey": answer, "next": ADMIN}).url == ADMIN


def test_a_territory_with_a_host_of_its_own_asks_for_codes(lyon, person, at, settings):
    host = "boussole-lyon.example"
    settings.ALLOWED_HOSTS = [host]
    lyon.domains.update(domain=host)
    page = at("lyon", person("editor", lyon)).get(SECURITY, headers={"host": host})
    assert page.context["question"] == ""
    assert "data-passkey" not in text_of(page)


def test_who_takes_the_last_one_off_is_asked_for_another(lyon, person, at, later):  # noqa: F811
    editor = person("editor", lyon)
    client = at("lyon", editor)
    client.post(SECURITY, {"action": "start"})
    code = code_of(CodeDevice.objects.get(), LATER)
    spare = re.findall(
        r'<b class="ref">([a-z2-7]{8})</b>',
        text_of(client.post(SECURITY, {"action": "confirm", "code": code})),
    )
    client.post(SECURITY, {"action": "stop", "code": spare[0]})
    assert not StaticDevice.objects.exists()
    assert client.get(ADMIN).url == TO_SECURITY


def test_a_delay_of_grace_counts_from_the_day_of_the_account(settings, lyon, person, at):
    settings.SECOND_FACTOR_GRACE_DAYS = 7
    editor = person("editor", lyon)
    assert at("lyon", editor).get(ADMIN).status_code == 200
    User.objects.update(date_joined=timezone.now() - timedelta(days=7))
    assert at("lyon", editor).get(ADMIN).url == TO_SECURITY


def test_the_door_has_labels_and_counts_attempts(lyon, person, client_for):
    person("editor", lyon, email="ed@example.invalid")
    client = client_for("lyon")
    page = text_of(client.get("/admin/login/"))
    for label in ("Adresse e-mail", "Mot de passe"):
        assert re.search(rf"<label[^>]*>\s*{label}", page), label
    assert 'href="/pro/mot-de-passe/"' in page
    assert client.get("/pro/mot-de-passe/").url == "http://portail.localhost/pro/mot-de-passe/"
    given = {"username": "ed@example.invalid", "password": "faux"}
    for _attempt in range(10):
        assert "ne vont pas ensemble" in text_of(client.post("/admin/login/", given))
    assert "une heure" in text_of(client.post("/admin/login/", {**given, "password": "secret"}))
