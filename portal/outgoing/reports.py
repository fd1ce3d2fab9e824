"""Where carriers report what became of a message."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from contacts.tracking import BadReport, read_report


@csrf_exempt
@require_POST
def report(request):
    if not settings.REPORTS_SECRET:
        raise Http404
    try:
        read_report(body=request.body, signature=request.headers.get("X-Signature", ""))
    except BadReport:
        return HttpResponse(status=403)
    return HttpResponse(status=204)
