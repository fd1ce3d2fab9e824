"""A publication that is refused brings back to the questionnaire, whatever button asked for it."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, resolve_url

from offers.questionnaire.publishing import WordsToApproveError


class WordsToApproveMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, WordsToApproveError):
            return None
        messages.error(request, " ".join(exception.messages))
        address = resolve_url("offers_questionnaire", exception.page.pk)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # What closes a dialog of Wagtail's and goes on.
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)
