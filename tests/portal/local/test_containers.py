"""Compose and Dockerfile, as far as a machine without containers can check them."""

import re

import pytest
import yaml

from portal.local.elasticsearch_home import SONARQUBE_VERSION
from portal.local.machine import CHECKOUT

COMPOSE = yaml.safe_load((CHECKOUT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()
SECRETS = ("SECRET_KEY", "CONTACT_KEYS", "EMAIL_URL", "POSTGRES_PASSWORD")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_watched_and_runs_as_an_ordinary_user(name):
    service = SERVICES[name]
    assert "healthcheck" in service
    assert service["user"].split(":")[0] not in ("0", "root")
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_only_the_command_that_ends_has_no_health_check():
    unwatched = {n for n, service in SERVICES.items() if service["healthcheck"].get("disable")}
    assert unwatched == {"migrate"}


def test_only_the_website_is_reached_from_outside_and_only_through_a_proxy():
    published = {n: service["ports"] for n, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "elasticsearch", "migrate"):
        assert SERVICES[name]["networks"] == ["inside"]


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_wanted_from_the_environment_and_never_has_a_value(name):
    text = (CHECKOUT / "compose.yaml").read_text()
    uses = re.findall(rf"\$\{{{name}(.)(.)", text)
    assert uses
    assert set(uses) == {(":", "?")}


def test_what_production_reads_without_a_default_is_given():
    settings = (CHECKOUT / "portal" / "settings" / "production.py").read_text()
    wanted = set(re.findall(r'env(?:\.\w+)?\("(\w+)"\)', settings))
    assert wanted
    assert wanted <= set(SERVICES["web"]["environment"])


def test_nothing_answers_before_every_schema_is_up_to_date():
    for name in ("web", "worker"):
        waits = SERVICES[name]["depends_on"]["migrate"]
        assert waits == {"condition": "service_completed_successfully"}


def test_what_the_image_takes_from_the_checkout_exists():
    lines = (CHECKOUT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    taken = [line[1:] for line in lines if line.startswith("!")]
    assert {"portal", "manage.py", "requirements-production.lock"} <= set(taken)
    assert [name for name in taken if not (CHECKOUT / name).exists()] == []


def test_the_image_runs_as_an_ordinary_user_with_verified_libraries():
    assert re.search(r"^USER [1-9]\d*$", DOCKERFILE, re.MULTILINE)
    assert "--require-hashes -r requirements-production.lock" in DOCKERFILE
    assert f"USER {SERVICES['web']['user']}\n" in DOCKERFILE


def test_no_image_carries_the_server_that_is_for_development_only():
    for text in (DOCKERFILE, (CHECKOUT / "compose.yaml").read_text()):
        assert "sonar" not in text
        assert SONARQUBE_VERSION not in text
