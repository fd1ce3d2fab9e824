"""The account that one has elsewhere, with a real provider that runs beside the tests."""

import json
import re
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests
from django.core import signing
from joserfc import jwt
from joserfc.jwk import RSAKey

from portal.pro.single_sign_on import SALT
from tenants.accounts.models import User
from tests.conftest import host_of
from tests.portal.pro.conftest import text_of

GO, BACK, DOOR = "/pro/connexion/compte/", "/pro/connexion/retour/", "/pro/connexion/"
NATIONAL = "http://portail.localhost"


@contextmanager
def running(*module):
    """Address of a provider of identities, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", *module, str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(600):
            with suppress(requests.ConnectionError):
                requests.get(f"{url}/.well-known/openid-configuration", timeout=10)
                break
            assert process.poll() is None, "It did not start."
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def provider():
    with running("oidc_provider_mock", "--port") as url:
        yield url


def knows(settings, provider):
    settings.OIDC_NAME = "AgentPro"
    settings.OIDC_CLIENT = {
        "client_id": "boussole",
        "client_secret": "secret",
        "server_metadata_url": f"{provider}/.well-known/openid-configuration",
    }


@pytest.fixture(autouse=True)
def _monday():
    """Over that of the neighbours: a provider in another process keeps the real time."""


@pytest.fixture
def client(provider, settings, client_for):
    """A browser on the national site, which knows the provider."""
    knows(settings, provider)
    return client_for("national")


def in_the_books(provider, sub, **claims):
    told = requests.put(f"{provider}/users/{quote(sub)}", json=claims, timeout=10)
    assert told.status_code == 204


def answer_to(address, sub="42"):
    """Where the provider sends somebody who says who they are; it knows one address."""
    told = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
    there = told.headers["location"]
    assert there.startswith(f"{NATIONAL}{BACK}")
    return there.removeprefix(NATIONAL)


@pytest.fixture
def come_back(client, provider):
    """`come_back("sub", email=…)`: go there, say who one is, and come back."""

    def walk(sub, address=GO, **claims):
        in_the_books(provider, sub, **claims)
        there = client.get(address).url
        assert there.startswith(provider)
        return client.get(answer_to(there, sub))

    return walk


def who(client):
    return client.session.get("_auth_user_id")


VERIFIED = {"email": "Samira@example.invalid", "email_verified": True}


def test_it_opens_the_account_of_the_same_verified_address(client, come_back, person, lyon):
    editor = person("editor", lyon, email="samira@example.invalid")
    assert "AgentPro" in text_of(client.get(f"{DOOR}?next=/suivi/roles/"))
    response = come_back("42", f"{GO}?next=/suivi/roles/", **VERIFIED)
    assert response.url == "/suivi/roles/"
    assert who(client) == str(editor.pk)
    assert client.get("/suivi/roles/").status_code == 200
    # The session ends with the account, as with a password.
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert client.get("/suivi/roles/").status_code == 302


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "samira@example.invalid", "email_verified": False},
        {"email": "samira@example.invalid"},
        {"email": "samira@example.invalid", "email_verified": "true"},
        {"email": "nobody@example.invalid", "email_verified": True},
        {"email_verified": True},
        {"email": "closed@example.invalid", "email_verified": True},
    ],
)
def test_nothing_else_opens_and_no_account_is_made(client, come_back, person, claims):
    person(None, email="samira@example.invalid")
    User.objects.filter(pk=person(None, email="closed@example.invalid").pk).update(is_active=False)
    response = come_back("43", **claims)
    assert response.status_code == 403
    assert "<h1" in text_of(response)
    assert who(client) is None
    assert User.objects.count() == 2


def test_what_is_said_of_a_person_may_be_signed(settings, client_for, person):
    """As providers of the State do."""
    editor = person(None, email="samira@example.invalid")
    client = client_for("national")
    with running("tests.portal.pro.signing_provider") as provider:
        knows(settings, provider)
        in_the_books(provider, "42", **VERIFIED)
        assert client.get(answer_to(client.get(GO).url)).status_code == 302
        assert who(client) == str(editor.pk)
        in_the_books(provider, "43", **VERIFIED | {"email_verified": False})
        stranger = client_for("national")
        assert stranger.get(answer_to(stranger.get(GO).url, "43")).status_code == 403


def test_the_second_proof_is_asked_for_all_the_same(client, come_back, person, lyon, settings):
    settings.SECOND_FACTOR_GRACE_DAYS = 0
    person("editor", lyon, email="samira@example.invalid")
    come_back("42", **VERIFIED)
    assert client.get("/suivi/roles/").url.startswith("/pro/securite/")


def test_an_answer_is_of_one_browser_and_serves_once(
    client, come_back, client_for, provider, person
):
    person(None, email="samira@example.invalid")
    requests.put(f"{provider}/users/42", json=VERIFIED, timeout=10)
    path = answer_to(client.get(GO).url)
    assert client_for("national").get(path).status_code == 403
    # With a state of one's own, the code of somebody else opens nothing either.
    other = client_for("national")
    state = re.search(r"state=([^&]+)", other.get(GO).url)[1]
    assert other.get(re.sub(r"state=[^&]+", f"state={state}", path)).status_code == 403
    for nothing in ("", "?code=x&state=y", "?error=access_denied&state=y", "?code=\0&state=\0"):
        assert client.get(f"{BACK}{nothing}").status_code == 403
    path = answer_to(client.get(GO).url)
    for status in (302, 403):
        assert client.get(path).status_code == status


def test_each_site_has_its_own_door_and_reads_its_own_answers(
    client, client_for, provider, person, lyon
):
    editor = person("editor", lyon, email="samira@example.invalid")
    requests.put(f"{provider}/users/42", json=VERIFIED, timeout=10)
    theirs = client_for(lyon)
    assert f"{GO}?next=/admin/pages/" in text_of(theirs.get("/admin/login/?next=/admin/pages/"))
    path = answer_to(theirs.get(f"/en{GO}?next=/admin/pages/").url)
    # It comes to the national site, where nobody is signed in, and goes on to the one that asked.
    on = client.get(path).url
    assert on == f"http://{host_of('lyon')}{path}"
    for stranger in (client_for(lyon), client_for("reims")):
        assert stranger.get(path).status_code == 403
    assert theirs.get(path).url == "/admin/pages/"
    assert who(theirs) == str(editor.pk)
    assert who(client) is None
    assert theirs.get("/admin/").status_code == 200
    assert theirs.get(path).status_code == 403
    # Only sites that are ours, by their signature, for some minutes.
    for state in (
        "lyon",
        signing.dumps(["lyon", "x"], salt="other"),
        signing.dumps("lyon", salt=SALT),
    ):
        assert client.get(BACK, {"code": "x", "state": state}).status_code == 403
    assert (
        client.get(BACK, {"state": signing.dumps(["evil.example", "x"], salt=SALT)}).status_code
        == 403
    )


def test_a_password_goes_on_opening(client, person):
    person(None, email="samira@example.invalid")
    given = {"username": "samira@example.invalid", "password": "secret"}
    assert client.post(f"{DOOR}?code=x&state=y", given).status_code == 302


class Liar(BaseHTTPRequestHandler):
    """A provider that says what `server.lies` tells it to: {part of its answers: other words}."""

    def do_GET(self):
        self._say(urlsplit(self.path).path)

    do_POST = do_GET

    def _say(self, path):
        server, here = self.server, f"http://127.0.0.1:{self.server.server_port}"
        now = int(time.time())
        identity = {"iss": here, "sub": "42", "aud": "boussole", "nonce": server.nonce}
        identity |= {"iat": now, "exp": now + 60} | server.lies.get("identity", {})
        told = {
            "/.well-known/openid-configuration": lambda: {
                "issuer": here,
                "authorization_endpoint": f"{here}/go",
                "token_endpoint": f"{here}/token",
                "userinfo_endpoint": f"{here}/person",
                "jwks_uri": f"{here}/keys",
            },
            "/token": lambda: {
                "access_token": "x",
                "token_type": "Bearer",
                "id_token": jwt.encode({"alg": "RS256"}, identity, server.signs_with),
            },
            "/person": lambda: {"sub": "42", **VERIFIED},
            "/keys": lambda: {"keys": [server.key.as_dict(private=False)]},
        }[path]()
        answer = server.lies.get(path, told)
        signed = isinstance(answer, bytes)
        answer = answer if signed else json.dumps(answer).encode()
        self.send_response(server.lies.get("status", 200))
        self.send_header("Content-Type", "application/jwt" if signed else "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *given):
        pass


@pytest.fixture
def liar(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    server.key = server.signs_with = RSAKey.generate_key(2048)
    server.lies, server.nonce = {}, ""
    Thread(target=server.serve_forever, daemon=True).start()
    knows(settings, f"http://127.0.0.1:{server.server_port}")
    yield server
    server.shutdown()
    server.server_close()


def test_an_answer_that_is_not_whole_gives_a_page_and_never_an_error(liar, client_for, person):
    person(None, email="samira@example.invalid")

    def opens(**lies):
        client = client_for("national")
        liar.lies = lies.pop("early", {})
        gone = client.get(GO)
        if gone.status_code == 503:
            assert "AgentPro" in text_of(gone)
            return None
        asked = parse_qs(urlsplit(gone.url).query)
        assert asked["code_challenge_method"] == ["S256"]
        liar.nonce, liar.lies = asked["nonce"][0], lies
        response = client.get(BACK, {"code": "x", "state": asked["state"][0]})
        assert response.status_code in (302, 403)
        return response.status_code == 302 and who(client) is not None

    assert opens()
    for claim in (
        {"aud": "somebody else"}, {"aud": ["somebody else"]}, {"nonce": "another"},
        {"iss": "https://other.example"}, {"exp": 1}, {"sub": "43"}, {"aud": None},
        {"aud": "somebody else", "azp": "boussole"},
    ):  # fmt: skip
        assert opens(identity=claim) is False, claim
    pages = ("/.well-known/openid-configuration", "/token", "/person", "/keys")
    for page in pages:
        for said in ([], {}, "x", None, {"sub": "43"}, {"error": "no"}):
            assert opens(**{page: said}) is False, (page, said)
    here = f"http://127.0.0.1:{liar.server_port}"
    for claims, key in (
        ({}, liar.key), ({"aud": "somebody else"}, liar.key), ({"aud": None}, liar.key),
        ({"iss": "https://other.example"}, liar.key), ({"exp": 1}, liar.key),
        ({"sub": "43"}, liar.key), ({"email_verified": False}, liar.key),
        ({}, RSAKey.generate_key(2048)),
    ):  # fmt: skip
        told = {"iss": here, "aud": "boussole", "sub": "42", **VERIFIED} | claims
        signed = jwt.encode({"alg": "RS256"}, told, key).encode()
        assert opens(**{"/person": signed}) is (not claims and key is liar.key), claims
    head = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=")
    for said in (b".".join((head, signed.split(b".")[1], b"")), b"x", b"", b"\xff.x.x"):
        assert opens(**{"/person": said}) is False, said
    assert opens(status=500) is False
    liar.signs_with = RSAKey.generate_key(2048)
    assert opens() is False
    for said in ([], {}, "x", None, {"issuer": "x"}):
        assert opens(early={pages[0]: said}) is None, said
    liar.shutdown()
    liar.server_close()
    assert opens() is None


def test_there_is_none_unless_it_is_named(client_for, public):
    for site in ("national", "lyon"):
        for path in (GO, BACK):
            assert client_for(site).get(path).status_code == 404
        assert GO not in text_of(
            client_for(site).get(DOOR if site == "national" else "/admin/login/")
        )
