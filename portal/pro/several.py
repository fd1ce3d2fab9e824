"""One press for several requests, and the press that takes it back within a day."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from contacts import services
from contacts.models import ContactRequest, Professional
from contacts.services.steps import CORRECT_WITHIN, correctable_step
from portal.pro.access import for_professionals, row_for
from portal.pro.inbox import list_page
from portal.pro.inbox_forms import SeveralForm

# What was done last is kept in the session: [request, what undoing it needs] for each.
DONE = "pro_done"


@for_professionals
@require_POST
def handle_several(request):
    form, now = SeveralForm(request.POST), timezone.now()
    if not form.is_valid():
        return list_page(request, error=form.sentence, status=400)
    action = form.cleaned_data["action"]
    seen = ContactRequest.objects.seen_by(request.user).in_hand()
    done, refused = [], []
    for asked in seen.filter(reference__in=form.cleaned_data["chosen"]).order_by("pk"):
        try:
            done.append([asked.pk, _do(action, asked, row_for(request, asked), now)])
        except ValidationError as refusal:
            refused.append([asked.reference, refusal.messages[0]])
    request.session[DONE] = {
        "action": action,
        "at": now.isoformat(),
        "items": done,
        "refused": refused,
        "back": request.GET.urlencode(),
    }
    return redirect("pro:done")


@for_professionals
@require_safe
def done(request):
    """What the last press did, with the way back."""
    told = request.session.get(DONE)
    if told is None:
        return redirect("pro:inbox")
    keys = [pk for pk, _undo in told["items"]]
    seen = ContactRequest.objects.seen_by(request.user).filter(pk__in=keys).order_by("pk")
    context = {
        "told": told,
        "requests": list(seen),
        "can_undo": bool(keys) and "undone" not in told and _is_recent(told, timezone.now()),
    }
    return render(request, "pro/done.html", context)


@for_professionals
@require_POST
def undo(request):
    told, now = request.session.get(DONE), timezone.now()
    if told is None or "undone" in told or not _is_recent(told, now):
        return redirect("pro:done")
    wanted = dict(told["items"])
    undone = []
    for asked in ContactRequest.objects.seen_by(request.user).in_hand().filter(pk__in=wanted):
        try:
            _undo(told["action"], asked, wanted[asked.pk], row_for(request, asked), now)
            undone.append(asked.pk)
        except ValidationError:
            continue  # somebody has gone on with it since
    request.session[DONE] = {**told, "undone": len(undone), "kept": len(wanted) - len(undone)}
    return redirect("pro:done")


def _do(action, asked, by, now):
    """What undoing it needs: the event of the step, or who had it in hand."""
    if action == "take":
        before = asked.holder_id
        services.take(request=asked, by=by, now=now)
        return before
    step = correctable_step(asked, now)
    marked = services.mark_contacted(request=asked, by=by, now=now)
    made = correctable_step(marked, now)
    return made.pk if made and made != step else None


def _undo(action, asked, before, by, now):
    if action == "take":
        if before == by.pk:
            return  # it was theirs already
        holder = Professional.objects.filter(pk=before, organisation=by.organisation_id).first()
        services.give_back(request=asked, to=holder, by=by, now=now)
        return
    step = correctable_step(asked, now)
    if step is None or step.pk != before:
        raise ValidationError("gone on")
    services.correct_last_step(request=asked, by=by, now=now)


def _is_recent(told, now):
    return datetime.fromisoformat(told["at"]) > now - CORRECT_WITHIN
