from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import Throttled
from rest_framework.response import Response

from contacts.enums import KeyScope
from contacts.models import ContactRequest
from contacts.references import read_reference
from portal.api import serializers as public
from portal.api.base import PublicView
from portal.api.errors import REQUEST, NotFoundIn, Refused
from portal.api.inbox import presenting as present
from portal.api.inbox.keys import HasScope, InboxRate, KeyAuthentication

REFUSALS = dict.fromkeys((400, 401, 403, 404, 429), public.ErrorsOut)
REFUSED_STEPS = {**REFUSALS, 409: public.ErrorsOut}


class InboxView(PublicView):
    """For the software of an organisation, on the national host alone; each view needs a scope."""

    authentication_classes = (KeyAuthentication,)
    permission_classes = (HasScope,)
    throttle_classes = (InboxRate,)
    scope = KeyScope.READ.value

    def perform_authentication(self, request):
        if not request.tenant.is_national:
            raise NotFoundIn(REQUEST, _("There is nothing here."))
        super().perform_authentication(request)

    def throttled(self, request, wait):
        raise Throttled(wait, _("This key asks too much: wait a little."))

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class StepView(InboxView):
    """A step about one request: what the page of a professional does, done by their software."""

    scope = KeyScope.WRITE.value

    def take_step(self, request, reference, step, **given):
        """Call this service. Raises Refused with its sentence when it refuses."""
        asked = request_named(request, reference)
        try:
            return step(request=asked, by=request.auth, now=timezone.now(), **given)
        except ValidationError as refusal:
            raise Refused(refusal.messages[0]) from refusal

    def answer(self, request, reference, step, **given):
        """The request as it is after this step."""
        self.take_step(request, reference, step, **given)
        return detail(request, reference)


def given_in(shape, request):
    """Raises DRF's ValidationError by field."""
    form = shape(data=request.data)
    form.is_valid(raise_exception=True)
    return form.validated_data


def requests_of(request):
    """All that the key may see, with what presenting needs."""
    seen = ContactRequest.objects.of_organisation(request.auth.organisation_id)
    return seen.in_hand().with_days(timezone.now()).with_change()


def request_named(request, reference):
    """Somebody else's does not exist."""
    found = requests_of(request).filter(reference=read_reference(reference)).first()
    if found is None:
        raise NotFoundIn("reference", _("There is no request of this reference here."))
    return found


def detail(request, reference):
    asked = request_named(request, reference)
    notes = asked.notes.within(request.auth.organisation_id)
    return Response(present.request_detail(asked, notes=notes, now=timezone.now()))
