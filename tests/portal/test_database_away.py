"""A database that restarts is no fault of the site: it says so, wherever the question was put."""

import pytest
from django.core.handlers.exception import convert_exception_to_response
from django.db import InterfaceError, OperationalError


def answer_to(error, request):
    """As Django answers what a middleware raised, such as the look-up of the host."""

    def asks_the_database(request):
        raise error

    return convert_exception_to_response(asks_the_database)(request)


@pytest.mark.parametrize("error", [OperationalError(), InterfaceError()])
@pytest.mark.parametrize("path", ["/", "/api/v1/contact-requests"])
def test_a_database_that_does_not_answer_a_middleware_is_said_to_come_back(rf, error, path):
    answer = answer_to(error, rf.get(path))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "reprend son souffle" in answer.content.decode()


def test_what_is_broken_on_our_side_stays_said_so(rf):
    assert answer_to(ValueError(), rf.get("/")).status_code == 500
