"""The specifications of a file: the last version to read or to go on with, and all of them as
PDF."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.deployment.access import on_a_file
from portal.deployment.forms import WrittenForm
from portal.deployment.models import Specifications
from portal.deployment.specifications import SECTIONS, said_in, specifications_pdf
from portal.deployment.steps import COMMITTEE, State
from portal.deployment.writing import missing_sections, write_version
from portal.downloads import PDF, as_a_file


@on_a_file
@require_http_methods(["GET", "HEAD", "POST"])
def specifications(request, project):
    """May be kept half-way: what is missing is said before the committee adopts them."""
    versions = list(project.specifications.select_related("by"))
    content = versions[0].content if versions else {}
    writes = project.state == State.UNDER_WAY and not COMMITTEE.isdisjoint(request.capacities)
    if request.method == "POST" and not writes:
        raise Http404
    form = WrittenForm(request.POST or None, sections=SECTIONS, initial=content) if writes else None
    if request.method == "POST" and form.is_valid():
        write_version(
            kind=Specifications,
            project=project,
            content=form.cleaned_data,
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Kept, in a version of its own."))
        return redirect("deployment:specifications", project.pk)
    context = {
        "project": project,
        "versions": versions,
        "form": form,
        "said": said_in(content) if versions else [],
        "missing": missing_sections(SECTIONS, content),
    }
    status = 400 if form and form.errors else 200
    return render(request, "deployment/specifications.html", context, status=status)


@on_a_file
@require_safe
def in_a_file(request, project, version):
    found = get_object_or_404(
        project.specifications.select_related("project__departement"), version=version
    )
    return as_a_file(specifications_pdf(found), PDF, name=f"{project.slug}-{version}")
