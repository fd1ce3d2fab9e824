"""The account that one has elsewhere, with a real provider that runs beside the tests."""

import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from urllib.parse import quote

import environ
import pytest
import requests
from django.core.exceptions import ImproperlyConfigured

from portal.settings.single_sign_on import BACKENDS, single_sign_on_settings
from tenants.accounts.models import User
from tests.portal.pro.conftest import text_of

GO, BACK, DOOR = "/pro/connexion/compte/", "/pro/connexion/retour/", "/pro/connexion/"
CLIENT = {"OIDC_CLIENT_ID": "boussole", "OIDC_CLIENT_SECRET": "secret", "OIDC_NAME": "AgentPro"}


@pytest.fixture(scope="module")
def provider():
    """Address of a provider of identities, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
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


def environment(url, **others):
    env = environ.Env()
    told = requests.get(f"{url}/.well-known/openid-configuration", timeout=10).json()
    env.ENVIRON = {
        **CLIENT,
        "OIDC_AUTHORIZATION_ENDPOINT": told["authorization_endpoint"],
        "OIDC_TOKEN_ENDPOINT": told["token_endpoint"],
        "OIDC_USER_ENDPOINT": told["userinfo_endpoint"],
        "OIDC_JWKS_ENDPOINT": told["jwks_uri"],
        "OIDC_NAMED_KEYS": "False",
        **others,
    }
    return env


@pytest.fixture(autouse=True)
def _monday():
    """Over that of the neighbours: a provider in another process keeps the real time."""


@pytest.fixture
def client(provider, settings, client_for):
    """A browser on the national site, which knows the provider."""
    for name, value in single_sign_on_settings(environment(provider)).items():
        setattr(settings, name, value)
    return client_for("national")


@pytest.fixture
def come_back(client, provider):
    """`come_back("sub", email=…)`: go there, say who one is, and come back."""

    def walk(sub, address=GO, **claims):
        told = requests.put(f"{provider}/users/{quote(sub)}", json=claims, timeout=10)
        assert told.status_code == 204
        there = client.get(address).url
        assert there.startswith(provider)
        back = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=10)
        return client.get(back.headers["location"].removeprefix("http://portail.localhost"))

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


def test_the_second_proof_is_asked_for_all_the_same(client, come_back, person, lyon, settings):
    settings.SECOND_FACTOR_GRACE_DAYS = 0
    person("editor", lyon, email="samira@example.invalid")
    come_back("42", **VERIFIED)
    assert client.get("/suivi/roles/").url.startswith("/pro/securite/")


def test_an_answer_is_of_one_browser_and_serves_once(
    client, come_back, client_for, provider, person
):
    person(None, email="samira@example.invalid")
    there = client.get(GO).url
    requests.put(f"{provider}/users/42", json=VERIFIED, timeout=10)
    back = requests.post(there, data={"sub": "42"}, allow_redirects=False, timeout=10)
    path = back.headers["location"].removeprefix("http://portail.localhost")
    for stranger in (client_for("national"), client_for("national")):
        assert stranger.get(path).status_code == 403
    # With a state of one's own, the code of somebody else opens nothing either.
    other = client_for("national")
    state = re.search(r"state=(\w+)", other.get(GO).url)[1]
    assert other.get(re.sub(r"state=\w+", f"state={state}", path)).status_code == 403
    for nothing in ("", "?code=x&state=y", "?error=access_denied&state=y", "?code=\0&state="):
        assert client.get(f"{BACK}{nothing}").status_code == 403


def test_a_password_goes_on_opening_whatever_the_address_says(client, person):
    person(None, email="samira@example.invalid")
    given = {"username": "samira@example.invalid", "password": "secret"}
    assert client.post(f"{DOOR}?code=x&state=y", given).status_code == 302


def test_a_provider_that_does_not_answer_breaks_nothing(client, settings, come_back, provider):
    there = client.get(GO).url
    back = requests.post(there, data={"sub": "42"}, allow_redirects=False, timeout=10)
    settings.OIDC_OP_TOKEN_ENDPOINT = "http://127.0.0.1:9/token"
    path = back.headers["location"].removeprefix("http://portail.localhost")
    assert client.get(path).status_code == 403


def test_there_is_none_unless_it_is_named_and_only_on_the_national_site(client_for, public):
    for path in (GO, BACK):
        assert client_for("national").get(path).status_code == 404
        assert client_for("lyon").get(path).url == f"http://portail.localhost{path}"
    assert GO not in text_of(client_for("national").get(DOOR))
    env = environ.Env()
    env.ENVIRON = {}
    assert single_sign_on_settings(env)["AUTHENTICATION_BACKENDS"] == BACKENDS
    env.ENVIRON = CLIENT
    with pytest.raises(ImproperlyConfigured, match="OIDC_AUTHORIZATION_ENDPOINT"):
        single_sign_on_settings(env)
