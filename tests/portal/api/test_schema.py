"""The API as its own schema tells it, with whatever a caller may send."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contacts.enums import KeyScope
from contacts.services.keys import create_key
from portal.api.inbox.keys import InboxRate, RevealRate
from tests.conftest import host_of
from tests.contacts.factories import make_offer, make_organisation, make_professional, send

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
HOST = {"Host": host_of("national")}
EXAMPLES = 8


@pytest.fixture
def operations(reims):
    make_offer(reims)
    # The connection holds the transaction of the test: a request must not close it.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/schema/?format=json", get_wsgi_application(), headers=HOST
    )
    yield [found.ok() for found in schema.get_all_operations()]
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def organisation_s(reims):
    """What a key opens: the header of the key, and a request to handle."""
    lead = make_professional(make_organisation(reims), first_name="Karim", is_lead=True)
    offer = make_offer(reims, organisation=lead.organisation, professional=lead)
    sent = send(offer, now=timezone.now())
    year = timedelta(days=365)
    new = create_key(by=lead, name="I-milo", scopes=KeyScope.values, valid=year, now=timezone.now())
    return {"Authorization": f"Bearer {new.secret}"}, sent.request.reference


@pytest.mark.parametrize("with_a_key", [False, True])
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_each_operation_answers_as_described_whatever_is_sent(
    operations, organisation_s, mode, with_a_key, monkeypatch
):
    for rate in (InboxRate, RevealRate):
        monkeypatch.setattr(rate, "rate", "1000000/min")
    key, reference = organisation_s
    inbox = [one for one in operations if "/inbox/" in one.path]
    assert (len(operations), len(inbox)) == (31, 14)
    headers, answered = {**HOST, **key} if with_a_key else HOST, set()
    for operation in inbox if with_a_key else operations:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers_as_described(case):
            if with_a_key and "reference" in (case.path_parameters or {}):
                case.path_parameters["reference"] = reference
            answer = case.call_and_validate(checks=CHECKS, headers=headers)
            answered.add(answer.status_code)

        # Where any text will do, nothing that is sent can be wrong.
        with suppress(Unsatisfiable):
            answers_as_described()
    assert {200, 400} <= answered if mode.is_negative else 200 in answered
    assert with_a_key or 401 in answered


def test_the_schema_tells_of_this_api_alone(client_for):
    for site in ("national", "reims"):
        schema = json.loads(client_for(site).get("/api/v1/schema/?format=json").content)
        assert all(path.startswith("/api/v1/") for path in schema["paths"])
        assert schema["info"]["title"] == "Boussole"


def test_what_needs_a_key_says_so_with_its_scope(client_for):
    schema = json.loads(client_for("national").get("/api/v1/schema/?format=json").content)
    assert schema["components"]["securitySchemes"]["organisationKey"]["scheme"] == "bearer"
    needed = {
        path: operation.get("security")
        for path, operations in schema["paths"].items()
        for operation in operations.values()
    }
    for path, security in needed.items():
        assert ("/inbox/" in path) == bool(security), path
    below = "/api/v1/inbox/requests/{reference}"
    assert needed[f"{below}/reveal"] == [{"organisationKey": ["contact:reveal"]}]
    assert needed[f"{below}/declined"] == [{"organisationKey": ["inbox:write"]}]
    assert needed[below] == [{"organisationKey": ["inbox:read"]}]
