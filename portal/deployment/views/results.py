"""What a launched territory has done, as data."""

from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.deployment.access import on_a_file
from portal.deployment.report import has_report
from portal.deployment.results import evaluation_rows
from portal.downloads import CSV, file_of


@on_a_file
@require_safe
def evaluation(request, project):
    if not has_report(project):
        raise Http404
    return file_of(evaluation_rows(project, timezone.localdate()), CSV, name=project.slug)
