"""Contact requests: sent, then followed by the token that was given, as on their page."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from contacts.links import follow_url
from contacts.models import ContactRequest
from contacts.services import (
    PromiseMoved,
    TooManyRequests,
    answer_survey,
    erase_request,
    say_not_contacted,
    send_request,
    withdraw_request,
)
from portal.api import presenting as present
from portal.api import serializers as shapes
from portal.api.base import PublicView
from portal.api.errors import Invalid, Moved, NotFoundIn, TooMany
from portal.api.reading import offer_named, place_named, read_shared_answers
from portal.network import address_of

REFUSALS = {400: shapes.ErrorsOut, 404: shapes.ErrorsOut, 409: shapes.ErrorsOut}


class ContactRequests(PublicView):
    throttle_classes = []  # contacts.limits counts by address and by contact

    @extend_schema(
        request=shapes.ContactRequestIn,
        parameters=[
            OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=False)
        ],
        responses={201: shapes.ContactRequestOut, 429: shapes.ErrorsOut, **REFUSALS},
    )
    def post(self, request):
        """Ask to be contacted. The same Idempotency-Key gets the same answer again."""
        form = shapes.ContactRequestIn(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        place = place_named(asked["commune"])
        offer = offer_named(asked["offer"], request.tenant, "offer")
        if not offer.coverage.holds(place.place_codes):
            raise Invalid({"commune": [_("This offer does not apply in this commune.")]})
        try:
            sent = send_request(
                offer=offer,
                place=place,
                contact=asked["contact"],
                answers=read_shared_answers(offer.theme, asked["answers"], request.tenant),
                message=asked["message"],
                language=get_language(),
                now=timezone.now(),
                idempotency_key=request.headers.get("Idempotency-Key", "")[:200],
                address=address_of(request),
                shown_due_on=asked.get("due_on"),
                notice_version=asked["notice_version"],
            )
        except PromiseMoved as error:
            raise Moved(error.messages[0]) from error
        except TooManyRequests as error:
            raise TooMany(error) from error
        body = {
            "reference": sent.request.reference,
            "due_on": sent.request.due_on,
            "follow_url": follow_url(sent.request, sent.token),
            "token": sent.token,
        }
        return Response(body, status=201)


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
