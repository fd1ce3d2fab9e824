"""What a territory lacks before it opens, and how much a theme needs."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.deployment import services
from portal.deployment.access import for_readers, on_a_file, only
from portal.deployment.forms import ConditionForm, ThresholdForm
from portal.deployment.models import Threshold
from portal.deployment.reading import conditions_for
from portal.deployment.steps import Actor
from themes.models import Theme


@on_a_file
@require_http_methods(["GET", "HEAD", "POST"])
def conditions(request, project):
    found = conditions_for(project)
    if request.method != "POST":
        return _page(request, project, found)
    only(request, Actor.NATIONAL)
    form = ConditionForm(request.POST)
    if not form.is_valid() or form.cleaned_data["condition"] not in {one.key for one in found}:
        return _page(request, project, found, error=_("Choose one of the buttons."), status=400)
    asked = {"project": project, "by": request.user, "now": timezone.now()}
    condition = form.cleaned_data["condition"]
    try:
        if form.cleaned_data["action"] == "waive":
            reason = form.cleaned_data["reason"]
            services.waive_condition(condition=condition, reason=reason, **asked)
        else:
            services.ask_condition_again(condition=condition, **asked)
    except ValidationError as refusal:
        return _page(request, project, found, error=refusal.messages[0], status=400)
    messages.success(request, _("It is noted in the history."))
    return redirect("deployment:conditions", project.pk)


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def thresholds(request):
    if not request.viewer.everywhere:
        raise Http404
    known = {one.theme_id: one for one in Threshold.objects.all()}
    themes = list(Theme.objects.current())
    forms = [
        (
            theme,
            ThresholdForm(
                request.POST or None,
                instance=known.get(theme.pk) or Threshold(theme=theme),
                prefix=theme.key,
            ),
        )
        for theme in themes
    ]
    if request.method == "POST" and all(form.is_valid() for _theme, form in forms):
        for theme, form in forms:
            services.set_threshold(theme=theme, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("deployment:thresholds")
    wrong = any(form.errors for _theme, form in forms)
    context = {"forms": forms, "wrong": wrong}
    return render(request, "deployment/thresholds.html", context, status=400 if wrong else 200)


def _page(request, project, found, *, error="", status=200):
    context = {
        "project": project,
        "error": error,
        "lacking": [one for one in found if not one.met],
        "met": [one for one in found if one.met],
        "held_back": any(one.holds_back for one in found),
        "may_waive": Actor.NATIONAL in request.capacities,
    }
    return render(request, "deployment/conditions.html", context, status=status)
