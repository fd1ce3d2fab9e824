"""The demo's mailbox: what both sides receive, so that one can play the two."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contacts.models import Message
from portal.demo.forms import FilterForm

PAGE_SIZE = 20


@require_safe
@never_cache
def messages(request):
    if not settings.DEMO:
        raise Http404
    form = FilterForm(request.GET, territory=request.tenant)
    found = Message.objects.select_related("request", "territory").order_by("-created_at", "-pk")
    page = Paginator(form.narrow(found), PAGE_SIZE).get_page(request.GET.get("page"))
    response = render(request, "demo/messages.html", {"form": form, "page": page})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
