"""The list of files, and the page of one: where it stands, and the one thing to do next."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.deployment import services
from portal.deployment.access import for_readers, on_a_file, only
from portal.deployment.forms import ActForm, DocumentForm, MoveForm, PersonForm, ProjectForm
from portal.deployment.models import Project
from portal.deployment.presentation import timeline, tone_of, zones_in_words
from portal.deployment.requirements import missing_for
from portal.deployment.steps import LEVELS, Actor, acting_as, may_act, moves
from tenants.geography.zones import find_zones

PAGE_SIZE = 50


@for_readers
@require_safe
def files(request):
    seen = Project.objects.with_place().seen_by(request.viewer)
    page = Paginator(seen.not_awaiting(request.viewer), PAGE_SIZE).get_page(request.GET.get("p"))
    context = {
        "awaiting": [(one, "soon") for one in seen.awaiting(request.viewer)],
        "others": [(one, tone_of(one)) for one in page],
        "page": page,
    }
    return render(request, "deployment/files.html", context)


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request):
    if not request.viewer.may_begin:
        raise Http404
    form = ProjectForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        capacity = acting_as(request.viewer.capacities(form.instance))
        project = services.begin_project(
            by=request.user, capacity=capacity, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("The file of %(name)s is open.") % {"name": project})
        return redirect("deployment:file", project.pk)
    return _form_page(request, form)


@on_a_file
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, project):
    only(request, *LEVELS)
    form = ProjectForm(request.POST or None, instance=project, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        fresh = Project.objects.with_place().get(pk=project.pk)
        services.change_project(
            project=fresh,
            by=request.user,
            capacities=request.capacities,
            now=timezone.now(),
            **form.cleaned_data,
        )
        messages.success(request, _("Kept."))
        return redirect("deployment:file", project.pk)
    return _form_page(request, form, project)


@on_a_file
@require_safe
def file(request, project):
    return file_page(request, project)


@on_a_file
@require_POST
def act(request, project):
    """The act that comes next, as the page showed it."""
    if project.act is None:
        raise Http404
    form = ActForm(request.POST, act=project.act)
    if not form.is_valid():
        return file_page(request, project, act_form=form, status=400)
    try:
        services.take_act(
            project=project,
            by=request.user,
            capacities=request.capacities,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except ValidationError as refusal:
        return file_page(request, project, error=refusal, act_form=form, status=409)
    messages.success(request, _("It is noted: whoever comes next is written to."))
    return redirect("deployment:file", project.pk)


@on_a_file
@require_POST
def take_back(request, project):
    try:
        services.take_back(
            project=project, by=request.user, capacities=request.capacities, now=timezone.now()
        )
    except ValidationError as refusal:
        return file_page(request, project, error=refusal, status=409)
    messages.success(request, _("This step is taken back; the history keeps both."))
    return redirect("deployment:file", project.pk)


@on_a_file
@require_POST
def move(request, project):
    """Comment, suspend, take up again."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return file_page(request, project, move_form=form, error=_first(form), status=400)
    try:
        services.move_project(
            project=project,
            by=request.user,
            capacities=request.capacities,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except ValidationError as refusal:
        return file_page(request, project, move_form=form, error=refusal, status=409)
    messages.success(request, _("It is noted in the history."))
    return redirect("deployment:file", project.pk)


def file_page(request, project, *, error=None, status=200, **forms):
    """The page of a file; `forms` hold what was typed and could not be taken."""
    project.refresh_from_db()
    now = timezone.now()
    events = list(project.events.select_related("by"))
    documents = list(project.documents.select_related("by"))
    theirs = may_act(project.state, project.awaits, request.capacities)
    context = {
        "project": project,
        "tone": tone_of(project),
        "error": error.messages if isinstance(error, ValidationError) else error and [error],
        "steps": timeline(project, events, documents),
        "zones": zones_in_words(project.zones),
        "events": events[::-1],
        "members": list(project.members.select_related("user")),
        "theirs": theirs,
        "awaited": [Actor(one).label for one in Actor if project.act and one in project.act.actors],
        "missing": missing_for(project, project.act) if theirs else [],
        "moves": {one.value for one in moves(project.state, request.capacities)},
        "undo": services.last_act(project, by=request.user, now=now),
        "level": not LEVELS.isdisjoint(request.capacities),
        "act_form": theirs and ActForm(act=project.act),
        "move_form": MoveForm(),
        "person_form": PersonForm(),
        "document_form": DocumentForm(),
        **forms,
    }
    return render(request, "deployment/file.html", context, status=status)


def _form_page(request, form, project=None):
    asked = request.GET.get("find", "")
    context = {
        "form": form,
        "project": project,
        "asked": asked,
        "found": find_zones(asked) if asked else [],
    }
    return render(request, "deployment/form.html", context, status=400 if form.errors else 200)


def _first(form):
    return next(iter(form.errors.values()))[0]
