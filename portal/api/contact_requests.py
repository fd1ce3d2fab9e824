"""Contact requests: sent, then followed by the token that was given, as on their page."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from contacts.models import ContactRequest
from contacts.services import (
    TooManyRequests,
    answer_survey,
    erase_request,
    say_not_contacted,
    send_to_first_available,
    send_together,
    withdraw_request,
)
from portal.api import presenting as present
from portal.api import request_shapes as shapes
from portal.api.base import PublicView
from portal.api.errors import Invalid, Moved, NotFoundIn, TooMany
from portal.api.reading import offer_named, place_named, read_shared_answers
from portal.api.serializers import ErrorsOut
from portal.network import address_of
from portal.pooling import pool_for

REFUSALS = {400: ErrorsOut, 404: ErrorsOut, 409: ErrorsOut}


class ContactRequests(PublicView):
    throttle_classes = []  # contacts.limits counts by address and by contact

    @extend_schema(
        request=shapes.ContactRequestIn,
        parameters=[
            OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=False)
        ],
        responses={201: shapes.ContactRequestOut, 429: ErrorsOut, **REFUSALS},
    )
    def post(self, request):
        """Ask to be contacted. The same Idempotency-Key gets the same answer again."""
        form = shapes.ContactRequestIn(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(present.sent(_ask(request, form.validated_data)), status=201)


def _ask(request, asked):
    """The requests that left: one for each offer, or one for the first available."""
    place = place_named(asked["commune"])
    offers = [offer_named(key, request.tenant, asked["named"]) for key in asked["offers"]]
    if not all(one.coverage.holds(place.place_codes) for one in offers):
        raise Invalid({"commune": [_("This offer does not apply in this commune.")]})
    answers = {
        one.theme: read_shared_answers(one.theme, asked["answers"], request.tenant)
        for one in offers
    }
    given = {
        "place": place,
        "contact": asked["contact"],
        "message": asked["message"],
        "language": get_language(),
        "now": timezone.now(),
        "idempotency_key": request.headers.get("Idempotency-Key", "")[:200],
        "address": address_of(request),
        "notice_version": asked["notice_version"],
    }
    due_on = asked.get("due_on")
    try:
        if not asked["pooled"]:
            shown = {one.key: due_on for one in offers if due_on}
            return send_together(offers=offers, answers=answers, shown_due_on=shown, **given)
        first = offers[0]
        pool = offers if len(offers) > 1 else pool_for(first, place, request.tenant)
        return [
            send_to_first_available(
                offers=pool, answers=answers[first.theme], shown_due_on=due_on, **given
            )
        ]
    except TooManyRequests as error:
        raise TooMany(error) from error
    except ValidationError as error:
        raise _refusal(error, offers) from error


def _refusal(error, offers):
    """What is refused of an offer is said under "offers", named when there are several."""
    by_field = getattr(error, "error_dict", {"": [error]})
    leaves = [one for several in by_field.values() for one in several]
    if moved := [one for one in leaves if one.code == "moved"]:
        return Moved(moved[0].messages[0])
    if not hasattr(error, "error_dict"):
        return error
    titles = {one.key: f"{one.card['title']}: " if len(offers) > 1 else "" for one in offers}
    said = {}
    for field, sentences in error.message_dict.items():
        name = "offers" if field in titles else field
        said.setdefault(name, []).extend(titles.get(field, "") + one for one in sentences)
    return Invalid(said)


class ContactRequestView(PublicView):
    @extend_schema(responses={200: shapes.ContactRequestStatus, **REFUSALS})
    def get(self, request, token):
        """Where a request stands, and what happened so far."""
        return _answer(_request_of(request, token), token)

    @extend_schema(responses={204: None, **REFUSALS})
    def delete(self, request, token):
        """Withdraw the request and erase the contact."""
        erase_request(request=_request_of(request, token), now=timezone.now())
        return Response(status=204)


class NotContacted(PublicView):
    @extend_schema(request=None, responses={200: shapes.ContactRequestStatus, **REFUSALS})
    def post(self, request, token):
        """Nobody called: the request opens again and goes to somebody else at once. Refused before
        the end of the promised day, unless somebody said that they had been in touch."""
        found = _request_of(request, token)
        say_not_contacted(request=found, now=timezone.now())
        return _answer(_request_of(request, token), token)


class Withdraw(PublicView):
    @extend_schema(request=None, responses={200: shapes.ContactRequestStatus, **REFUSALS})
    def post(self, request, token):
        """It is no longer needed; the contact stays until it is erased."""
        withdraw_request(request=_request_of(request, token), now=timezone.now())
        return _answer(_request_of(request, token), token)


class Survey(PublicView):
    @extend_schema(
        request=shapes.SurveyIn, responses={200: shapes.ContactRequestStatus, **REFUSALS}
    )
    def post(self, request, token):
        """After a contact: did it take place, and did it help? A “no” to the first opens the
        request again."""
        form = shapes.SurveyIn(data=request.data)
        form.is_valid(raise_exception=True)
        found = _request_of(request, token)
        answer_survey(request=found, now=timezone.now(), **form.validated_data)
        return _answer(_request_of(request, token), token)


def _answer(found, token):
    return Response(present.contact_request(found, token))


def _request_of(request, token):
    found = ContactRequest.objects.by_follow_token(token)
    if found is None or (
        not request.tenant.is_national and found.territory_id != request.tenant.pk
    ):
        raise NotFoundIn("token", _("There is no request behind this link."))
    return found
