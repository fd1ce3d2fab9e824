"""What a launched territory has done, as data."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.deployment.access import on_a_file
from portal.deployment.report import has_report
from portal.deployment.results import evaluation_rows
from portal.pro.exporting import write_csv


@on_a_file
@require_safe
def evaluation(request, project):
    if not has_report(project):
        raise Http404
    rows = evaluation_rows(project, timezone.localdate())
    return as_a_file(write_csv(rows), f"{project.slug}.csv", "text/csv; charset=utf-8")


def as_a_file(content, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
