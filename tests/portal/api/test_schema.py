"""The API as its own schema tells it, with whatever a caller may send."""

import json
from contextlib import suppress

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conftest import host_of
from tests.contacts.factories import make_offer

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
HOST = {"Host": host_of("national")}
EXAMPLES = 25


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


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_each_operation_answers_as_described_whatever_is_sent(operations, mode):
    assert len(operations) == 15
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers_as_described(case):
            case.call_and_validate(checks=CHECKS, headers=HOST)

        # Where any text will do, nothing that is sent can be wrong.
        with suppress(Unsatisfiable):
            answers_as_described()


def test_the_schema_tells_of_this_api_alone(client_for):
    for site in ("national", "reims"):
        schema = json.loads(client_for(site).get("/api/v1/schema/?format=json").content)
        assert all(path.startswith("/api/v1/") for path in schema["paths"])
        assert schema["info"]["title"] == "Boussole"
