"""What a launched territory has done, as files."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.deployment.access import on_a_file
from portal.deployment.results import evaluation_rows, year_pdf
from portal.pro.exporting import write_csv


@on_a_file
@require_safe
def report(request, project):
    """The report of the first year, to be completed."""
    return _file(project, "pdf", "application/pdf", year_pdf)


@on_a_file
@require_safe
def evaluation(request, project):
    return _file(project, "csv", "text/csv; charset=utf-8", _csv)


def _csv(project, today):
    return write_csv(evaluation_rows(project, today))


def _file(project, ending, media_type, write):
    if project.launched_on is None or project.territory is None:
        raise Http404
    response = HttpResponse(write(project, timezone.localdate()), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{project.slug}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
