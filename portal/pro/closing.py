"""A lead closes their organisation: first what becomes of those who wait, then its name, typed."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.closing import CloseForm, close, fates
from portal.pro.access import for_professionals


@for_professionals
@require_http_methods(["GET", "HEAD", "POST"])
def close_mine(request, pk):
    me = next((row for row in request.rows if row.organisation_id == pk), None)
    if me is None or not me.is_lead:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = CloseForm(data, organisation=me.organisation)
    decided = fates(me.organisation)
    context = {"organisation": me.organisation, "form": form, "fates": decided}
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "pro/closing.html", context, status=status)
    closed = close(me.organisation, decided, now=timezone.now(), by=me)
    return render(request, "pro/closed.html", {**context, "closed": closed})
