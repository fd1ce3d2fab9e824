from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.views import APIView


# What writes is a service, which opens its own transaction; what reads needs none.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class PublicView(APIView):
    """Reads no cookie; speaks the first language of Accept-Language that the portal speaks."""

    def initial(self, request, *args, **kwargs):
        translation.activate(spoken(request.headers.get("Accept-Language", "")))
        super().initial(request, *args, **kwargs)


def spoken(header: str) -> str:
    known = dict(settings.LANGUAGES)
    asked = (code.partition("-")[0] for code, _weight in parse_accept_lang_header(header[:200]))
    return next((code for code in asked if code in known), settings.LANGUAGE_CODE)
