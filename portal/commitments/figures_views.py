"""How a territory's promises went, in numbers that tell nothing of one person."""

from django.contrib.auth.decorators import permission_required
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.models import RequestCount
from portal.commitments.figures_form import By, FiguresForm
from portal.commitments.figures_table import (
    STEP,
    bars_of,
    data_of,
    figures_of,
    file_rows,
    labels_of,
    tables_of,
)
from portal.commitments.permissions import WATCH
from portal.downloads import CSV, file_of


@require_safe
@permission_required(WATCH, raise_exception=True)
def figures(request):
    form, context = _form(request), {"whole_country": request.tenant.is_national}
    if form.is_valid():
        found, labels, by = _asked(request, form)
        bars = bars_of(found, labels)
        context |= {
            "tables": tables_of(found, labels, str(By(by).label)) if labels else [],
            "bars": bars,
            "height": len(bars) * STEP,
            "more": len(labels) - len(bars),
        }
    status = 400 if form.errors else 200
    return render(request, "commitments/figures.html", context | {"form": form}, status=status)


@require_safe
@permission_required(WATCH, raise_exception=True)
def in_a_file(request):
    form = _form(request)
    if not form.is_valid():
        return figures(request)
    found, labels, by = _asked(request, form)
    name = _("figures-%(day)s") % {"day": f"{timezone.localdate():%Y-%m-%d}"}
    rows = file_rows(found, labels, str(By(by).label))
    return file_of(rows, CSV, name=name, title=_("Figures"))


@require_safe
@permission_required(WATCH, raise_exception=True)
def in_json(request):
    """What the page shows, for software: `{"by", "first", "last", "rows": […]}`, or a 400 as the
    API's: `{"errors": {field: [sentence]}}`."""
    form = _form(request)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    found, labels, by = _asked(request, form)
    months = {name: f"{form.cleaned_data[name]:%Y-%m}" for name in ("first", "last")}
    return JsonResponse({"by": by, **months, "rows": data_of(found, labels)})


def _form(request):
    national = request.tenant.is_national
    return FiguresForm(request.GET, today=timezone.localdate(), whole_country=national)


def _asked(request, form):
    by = form.cleaned_data["by"]
    counts = RequestCount.objects.followed_by(request.tenant)
    found = figures_of(counts.between(form.cleaned_data["first"], form.cleaned_data["last"]), by)
    return found, labels_of(found, by), by
