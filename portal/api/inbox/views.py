"""What professionals do at /pro/, for the software of their organisation."""

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from contacts import services
from contacts.enums import KeyScope
from contacts.models import Absence, ContactRequest, Professional
from portal.api.errors import NotFoundIn
from portal.api.inbox import presenting as present
from portal.api.inbox import shapes
from portal.api.inbox.base import (
    REFUSALS,
    REFUSED_STEPS,
    InboxView,
    StepView,
    detail,
    given_in,
)
from portal.api.inbox.keys import RevealRate
from portal.api.reading import offer_named, read_query


class Key(InboxView):
    @extend_schema(operation_id="inbox_key", responses={200: shapes.KeyOut, **REFUSALS})
    def get(self, request):
        """What this key opens, and until when."""
        return Response(present.key(request.auth))


class Team(InboxView):
    @extend_schema(operation_id="inbox_team", responses={200: shapes.TeamOut, **REFUSALS})
    def get(self, request):
        """To whom a request can be handed over."""
        away = dict(
            Absence.objects.filter(professional__organisation=request.auth.organisation_id)
            .on(timezone.localdate())
            .order_by()
            .values_list("professional")
            .annotate(Max("ends_on"))
        )
        people = [present.colleague(one, away.get(one.pk)) for one in _team_of(request)]
        return Response({"results": people})


class Requests(InboxView):
    @extend_schema(
        operation_id="inbox_requests",
        parameters=[shapes.RequestsQuery],
        responses={200: shapes.RequestsOut, **REFUSALS},
    )
    def get(self, request):
        """The requests of the organisation by tab, the most pressing first, with exact counts."""
        query, now = read_query(shapes.RequestsQuery, request), timezone.now()
        found = _filtered(request, query)
        counts = found.counts(user=None, now=now)
        listed = found.in_tab(query["tab"], user=None, now=now).in_hand().with_change()
        if query["updated_since"]:
            listed = listed.order_by("changed_at", "pk")
        rows = [present.request(one) for one in _page_of(listed, query)]
        return Response(_paged(query, counts[query["tab"]], rows, counts=counts))


class OneRequest(InboxView):
    @extend_schema(operation_id="inbox_request", responses={200: shapes.RequestDetail, **REFUSALS})
    def get(self, request, reference):
        """One request with its events and the notes of the team, without the contact."""
        return detail(request, reference)


class Erased(InboxView):
    @extend_schema(
        operation_id="inbox_erased",
        parameters=[shapes.ErasedQuery],
        responses={200: shapes.ErasedList, **REFUSALS},
    )
    def get(self, request):
        """Requests that were erased, on request or in their time: erase your copies too."""
        query = read_query(shapes.ErasedQuery, request)
        gone = ContactRequest.objects.filter(
            organisation=request.auth.organisation_id, erased_at__gte=query["since"]
        )
        rows = gone.order_by("erased_at", "pk").values("reference", "erased_at")
        return Response(_paged(query, gone.count(), list(_page_of(rows, query))))


class Reveal(StepView):
    scope = KeyScope.REVEAL.value
    throttle_classes = (RevealRate,)

    @extend_schema(
        operation_id="inbox_reveal",
        request=None,
        responses={200: shapes.ContactOut, **REFUSED_STEPS},
    )
    def post(self, request, reference):
        """The contact in clear, for who is to call. Each time is on record."""
        contact = self.take_step(request, reference, services.reveal_contact)
        return Response(present.contact(contact))


class Contacted(StepView):
    @extend_schema(
        operation_id="inbox_contacted",
        request=shapes.ContactedIn,
        responses={200: shapes.RequestDetail, **REFUSED_STEPS},
    )
    def post(self, request, reference):
        """Somebody of the organisation was in touch. Said twice, it is one."""
        given = given_in(shapes.ContactedIn, request)
        return self.answer(request, reference, services.mark_contacted, **given)


class Unreachable(StepView):
    @extend_schema(
        operation_id="inbox_unreachable",
        request=None,
        responses={200: shapes.RequestDetail, **REFUSED_STEPS},
    )
    def post(self, request, reference):
        """An attempt without an answer; said again within a minute, it is the same."""
        return self.answer(request, reference, services.mark_unreachable)


class Declined(StepView):
    @extend_schema(
        operation_id="inbox_declined",
        request=shapes.DeclinedIn,
        responses={200: shapes.RequestDetail, **REFUSED_STEPS},
    )
    def post(self, request, reference):
        """The organisation cannot; the young person is told half an hour later."""
        given = given_in(shapes.DeclinedIn, request)
        return self.answer(request, reference, services.decline, **given)


class Closed(StepView):
    @extend_schema(
        operation_id="inbox_closed",
        request=shapes.ClosedIn,
        responses={200: shapes.RequestDetail, **REFUSED_STEPS},
    )
    def post(self, request, reference):
        """How it ended."""
        given = given_in(shapes.ClosedIn, request)
        return self.answer(request, reference, services.close, **given)


class Corrected(StepView):
    @extend_schema(
        operation_id="inbox_corrected",
        request=None,
        responses={200: shapes.RequestDetail, **REFUSED_STEPS},
    )
    def post(self, request, reference):
        """Take the last step back, within 24 hours. Refused when there is none to take back."""
        return self.answer(request, reference, services.correct_last_step)


class Holder(StepView):
    @extend_schema(
        operation_id="inbox_holder",
        request=shapes.HolderIn,
        responses={200: shapes.RequestDetail, **REFUSED_STEPS},
    )
    def put(self, request, reference):
        """Who has it in hand from now on: who took it, or to whom it is handed over."""
        given = given_in(shapes.HolderIn, request)
        person = _team_of(request).filter(pk=given["professional"]).first()
        if person is None:
            raise NotFoundIn("professional", _("There is nobody of this number in your team."))
        told = given["tell"]
        return self.answer(request, reference, services.hand_over, to=person, told=told)


class Notes(StepView):
    @extend_schema(
        operation_id="inbox_note",
        request=shapes.NoteIn,
        responses={201: shapes.RequestDetail, **REFUSED_STEPS},
    )
    def post(self, request, reference):
        """A note for colleagues: it goes when the request is erased."""
        given = given_in(shapes.NoteIn, request)
        answer = self.answer(request, reference, services.write_note, **given)
        answer.status_code = 201
        return answer


class Redirected(StepView):
    @extend_schema(
        operation_id="inbox_redirected",
        request=shapes.RedirectIn,
        responses={201: shapes.RedirectOut, **REFUSED_STEPS},
    )
    def post(self, request, reference):
        """Pass it to a better-placed offer of any territory (found with /offers). It becomes
        another request, of whoever has that offer; the young person is told by whom."""
        given = given_in(shapes.RedirectIn, request)
        offer = offer_named(given["offer"], request.tenant, "offer")
        sent = self.take_step(
            request, reference, services.redirect_request, offer=offer, line=given["line"]
        )
        body = {"reference": sent.request.reference, "due_on": sent.request.due_on}
        return Response(body, status=201)


def _team_of(request):
    team = Professional.objects.reachable().filter(organisation=request.auth.organisation_id)
    return team.order_by("first_name", "last_name", "pk")


def _filtered(request, query):
    own = ContactRequest.objects.of_organisation(request.auth.organisation_id)
    found = own.matching(query["q"])
    named = {
        "territory__schema_name": query["territory"],
        "status": query["status"],
        "holder": query["holder"],
    }
    found = found.filter(**{name: value for name, value in named.items() if value})
    return found.changed_since(query["updated_since"]) if query["updated_since"] else found


def _page_of(rows, query):
    first = (query["page"] - 1) * query["page_size"]
    return rows[first : first + query["page_size"]]


def _paged(query, count, results, **more):
    here = {"page": query["page"], "page_size": query["page_size"]}
    return {**more, "count": count, **here, "results": results}
