from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView

from portal.api.errors import in_words
from portal.api.rates import ReadingRate


# What writes is a service, which opens its own transaction; what reads needs none.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class PublicView(APIView):
    """Reads no cookie; speaks the first language of Accept-Language that the portal speaks."""

    # Nothing can be forged in somebody's name: nobody has a name here.
    authentication_classes = ()
    permission_classes = ()
    renderer_classes = (JSONRenderer,)
    parser_classes = (JSONParser,)
    throttle_classes = (ReadingRate,)

    def get_exception_handler(self):
        return in_words

    def initial(self, request, *args, **kwargs):
        translation.activate(spoken(request.headers.get("Accept-Language", "")))
        super().initial(request, *args, **kwargs)


def spoken(header: str) -> str:
    known = dict(settings.LANGUAGES)
    asked = (code.partition("-")[0] for code, _weight in parse_accept_lang_header(header[:200]))
    return next((code for code in asked if code in known), settings.LANGUAGE_CODE)
