"""The activity report of a file: completed under its figures, and each version as a PDF."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.deployment.access import on_a_file
from portal.deployment.forms import WrittenForm
from portal.deployment.models import Report
from portal.deployment.report import (
    PRESENTS,
    SECTIONS,
    figures_of_the_year,
    has_report,
    report_pdf,
    said_in,
    write_report,
)
from portal.deployment.steps import may_act
from portal.deployment.writing import missing_sections
from portal.downloads import PDF, as_a_file


@on_a_file
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, project):
    """May be kept half-way: what is missing is said before it is presented."""
    writes = project.awaits == PRESENTS and may_act(project.state, PRESENTS, request.capacities)
    if not has_report(project) or (request.method == "POST" and not writes):
        raise Http404
    versions = list(Report.objects.filter(project=project).select_related("by"))
    last = versions[0] if versions else Report(content={})
    form = WrittenForm(request.POST or None, sections=SECTIONS, initial=last.content)
    if request.method == "POST" and form.is_valid() and _is_kept(request, project, form):
        messages.success(request, _("Kept, in a version of its own."))
        return redirect("deployment:report", project.pk)
    frozen = None if writes else last.figures
    context = {
        "project": project,
        "versions": versions,
        "form": form if writes else None,
        "said": said_in(last.content) if versions else [],
        "missing": missing_sections(SECTIONS, last.content),
        "frozen": frozen,
        "figures": frozen or figures_of_the_year(project, timezone.localdate()),
    }
    status = 400 if form.errors else 200
    return render(request, "deployment/report.html", context, status=status)


@on_a_file
@require_safe
def in_a_file(request, project, version):
    if not has_report(project):
        raise Http404
    found = get_object_or_404(project.reports, version=version)
    found.project = project
    pdf = report_pdf(found, timezone.localdate())
    return as_a_file(pdf, PDF, name=f"{project.slug}-{version}")


def _is_kept(request, project, form) -> bool:
    try:
        write_report(
            project=project, content=form.cleaned_data, by=request.user, now=timezone.now()
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return form.is_valid()
