"""Preparing a territory step by step, checking it, opening it."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.deployment.models import Project
from portal.deployment.reading import conditions_for
from portal.first_letter import write_to_first_animator
from portal.national.drawing import drawn
from portal.national.openings.forms import STEPS
from portal.national.tasks import open_what_waits
from portal.opening import open_prepared, problems_of, wait_for_worker
from portal.pro.letters import password_link
from portal.reach import reach_of
from tenants.accounts.models import User
from tenants.coverage import read_zones
from tenants.geography.zones import find_zones
from tenants.models import Opening
from tenants.provisioning import NoSpareError
from themes.models import Theme

KEYS = [step.key for step in STEPS]


@require_safe
def index(request):
    openings = Opening.objects.select_related("territory")
    return render(request, "national/openings/index.html", {"openings": openings})


@require_POST
def begin(request):
    return redirect("openings:step", Opening.objects.create().pk, KEYS[0])


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk, key):
    """Kept as it is sent, complete or not."""
    opening = _in_preparation(pk)
    if key not in KEYS:
        raise Http404
    shown = STEPS[KEYS.index(key)]
    form = shown.form(request.POST or None, request.FILES or None, instance=opening)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        following = KEYS[KEYS.index(key) + 1 :]
        if "stay" in request.POST:
            return redirect("openings:step", pk, key)
        return (
            redirect("openings:step", pk, following[0])
            if following
            else redirect("openings:check", pk)
        )
    context = {"opening": opening, "steps": STEPS, "step": shown, "form": form}
    if key == "where":
        # What is in the database, should the form be refused.
        context |= _where(Opening.objects.get(pk=pk), request.GET.get("find", ""))
    status = 400 if form.errors else 200
    return render(request, "national/openings/step.html", context, status=status)


@require_safe
def check(request, pk):
    """All of it on one page with what is missing; then where the opening stands."""
    opening = get_object_or_404(Opening.objects.select_related("territory"), pk=pk)
    context = {"opening": opening, "steps": STEPS}
    if opening.state == Opening.State.DRAFT:
        context |= _where(opening)
        context["problems"] = problems_of(opening, context["reach"])
        context |= _said(opening)
    if opening.state == Opening.State.OPEN:
        animator = User.objects.filter(email__iexact=opening.animator_email).first()
        context["new"] = new = bool(animator and not animator.has_usable_password())
        handed_over = new and opening.letter_sent_at is None
        context["link"] = password_link(animator) if handed_over else ""
    project = Project.objects.with_place().filter(opening=opening).first()
    if project:
        context["project"] = project
        context["lacking"] = [one for one in conditions_for(project) if not one.met]
    return render(request, "national/openings/check.html", context)


@require_POST
def open_now(request, pk):
    opening = _in_preparation(pk)
    try:
        open_prepared(opening)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    except NoSpareError:
        wait_for_worker(opening)
        open_what_waits()
    return redirect("openings:check", pk)


@require_POST
def write_again(request, pk):
    """The link of the first letter has grown old, or it was lost."""
    opening = get_object_or_404(Opening, pk=pk, state=Opening.State.OPEN)
    Opening.objects.filter(pk=pk).update(letter_sent_at=None)
    transaction.on_commit(partial(write_to_first_animator, opening.pk), robust=True)
    messages.success(request, _("The letter is on its way."))
    return redirect("openings:check", pk)


@require_POST
def give_up(request, pk):
    _in_preparation(pk).delete()
    messages.success(request, _("What was prepared is gone."))
    return redirect("openings:index")


def _in_preparation(pk):
    return get_object_or_404(Opening, pk=pk, state=Opening.State.DRAFT)


def _said(opening):
    """What was chosen, in words."""
    chosen = Theme.objects.current().filter(key__in=opening.themes)
    shown = opening.languages or [code for code, _name in settings.LANGUAGES]
    return {
        "themes": [one.localized_name for one in chosen],
        "languages": [name for code, name in settings.LANGUAGES if code in shown],
        "retention_days": settings.CONTACT_RETENTION_DAYS,
    }


def _where(opening, asked=""):
    reach = reach_of(read_zones(opening.zones))
    found = find_zones(asked) if asked else []
    return {"reach": reach, "map": drawn(reach.communes), "asked": asked, "found": found}
