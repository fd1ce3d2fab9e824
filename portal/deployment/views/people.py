"""Who is named in a file: they read it, and act in it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.deployment import services
from portal.deployment.access import on_a_file, only
from portal.deployment.forms import PersonForm
from portal.deployment.letters import send_naming
from portal.deployment.steps import LEVELS
from portal.deployment.views.files import file_page


@on_a_file
@require_POST
def name_person(request, project):
    """With the letter that says it, or neither."""
    only(request, *LEVELS)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return file_page(request, project, person_form=form, status=400)
    try:
        with transaction.atomic():
            member = services.name_person(
                project=project,
                by=request.user,
                capacities=request.capacities,
                now=timezone.now(),
                **form.cleaned_data,
            )
            send_naming(member, by=request.user)
    except ValidationError as refusal:
        return file_page(request, project, person_form=form, error=refusal, status=409)
    except OSError:
        error = _("The letter could not leave: nobody was named. Try again later.")
        return file_page(request, project, person_form=form, error=error, status=409)
    messages.success(request, _("%(name)s reads this file from now on.") % {"name": member.user})
    return redirect("deployment:file", project.pk)


@on_a_file
@require_POST
def take_person_off(request, project, member):
    only(request, *LEVELS)
    found = get_object_or_404(project.members.select_related("user"), pk=member)
    services.take_person_off(
        member=found, by=request.user, capacities=request.capacities, now=timezone.now()
    )
    messages.success(request, _("%(name)s reads this file no more.") % {"name": found.user})
    return redirect("deployment:file", project.pk)
