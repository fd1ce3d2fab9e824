"""One shape for every refusal: `{"errors": {field: [sentence]}}`."""

from collections.abc import Mapping

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, NotFound, ParseError, ValidationError
from rest_framework.response import Response

REQUEST = "request"


class NotFoundIn(NotFound):
    """What a field names does not exist: `NotFoundIn("commune", "…")`."""

    def __init__(self, field, sentence):
        super().__init__(sentence)
        self.field = field


class Invalid(ValidationError):
    """`Invalid({"answers.age": ["…"]})`."""


class Moved(APIException):
    """The date that was shown is no longer the one that would be promised."""

    status_code = 409
    field = "due_on"


class Refused(APIException):
    """What a service does not do with a request as it stands."""

    status_code = 409


class TooMany(APIException):
    """From a contacts.limits.TooManyRequests."""

    status_code = 429

    def __init__(self, error):
        super().__init__(str(error))
        self.wait = error.retry_after


def in_words(exception, context):
    """The exception handler of Django REST framework."""
    if isinstance(exception, Http404):
        exception = NotFound(_("There is nothing here."))
    if isinstance(exception, DjangoValidationError):
        exception = ValidationError(_messages(exception))
    if isinstance(exception, ParseError):
        # The parser's own words are not for people.
        exception = ParseError(_("This is not the JSON we expect: check commas and quotes."))
    if not isinstance(exception, APIException):
        return None
    response = Response({"errors": _by_field(exception)}, status=exception.status_code)
    if wait := getattr(exception, "wait", None):
        response["Retry-After"] = str(int(wait))
    if scheme := getattr(exception, "auth_header", None):
        response["WWW-Authenticate"] = scheme
    return response


def _messages(error):
    if hasattr(error, "error_dict"):
        return {
            REQUEST if field == NON_FIELD_ERRORS else field: messages
            for field, messages in error.message_dict.items()
        }
    return {REQUEST: error.messages}


def _by_field(exception):
    detail = exception.detail
    if isinstance(detail, Mapping):
        return {
            REQUEST if field == "non_field_errors" else field: _sentences(found)
            for field, found in detail.items()
        }
    return {getattr(exception, "field", REQUEST): _sentences(detail)}


def _sentences(found):
    if isinstance(found, Mapping):
        return [sentence for inner in found.values() for sentence in _sentences(inner)]
    if isinstance(found, list):
        return [sentence for inner in found for sentence in _sentences(inner)]
    return [str(found)]
