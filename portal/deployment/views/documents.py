"""Documents of a file: added, handed to its readers, removed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.deployment.access import on_a_file
from portal.deployment.documents import add_document, remove_document
from portal.deployment.forms import DocumentForm
from portal.deployment.steps import Actor, may_act
from portal.deployment.views.files import file_page


@on_a_file
@require_POST
def add(request, project):
    """For the act that comes next, by those whose act it is."""
    if not may_act(project.state, project.awaits, request.capacities):
        raise Http404
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            document = add_document(
                project=project,
                act=project.awaits,
                sent=form.cleaned_data["file"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
    if not form.is_valid():
        return file_page(request, project, document_form=form, status=400)
    messages.success(request, _("“%(name)s” is added.") % {"name": document.name})
    return redirect("deployment:file", project.pk)


@on_a_file
@require_safe
def download(request, project, key):
    document = get_object_or_404(project.documents, key=key)
    response = FileResponse(
        document.file.open(),
        as_attachment=True,
        filename=document.name,
        content_type=document.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@on_a_file
@require_POST
def remove(request, project, key):
    """By who added it, or by the national level."""
    document = get_object_or_404(project.documents, key=key)
    if document.by_id != request.user.pk and Actor.NATIONAL not in request.capacities:
        raise Http404
    remove_document(
        document=document, by=request.user, capacities=request.capacities, now=timezone.now()
    )
    messages.success(request, _("“%(name)s” is removed.") % {"name": document.name})
    return redirect("deployment:file", project.pk)
