"""What territories propose: it becomes a rule of the draft, or is refused in a sentence."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.national.synonyms.forms import AcceptForm, RefuseForm
from search.answers import decide_proposal
from search.models import SynonymProposal
from search.synonyms import accept_proposal

DECIDED_SHOWN = 20


@require_safe
def proposals(request):
    return _page(request)


@require_POST
def accept(request, pk):
    proposal = get_object_or_404(SynonymProposal, pk=pk)
    form = AcceptForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            accept_proposal(
                proposal=proposal,
                rule=form.cleaned_data["rule"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            for one in error.error_list:
                form.add_error(None, (one.params or {}).get("sentence") or one.messages[0])
        else:
            messages.success(request, _("The rule is in the draft."))
            return redirect("synonyms:proposals")
    return _page(request, accepting={pk: form}, status=400)


@require_POST
def refuse(request, pk):
    proposal = get_object_or_404(SynonymProposal, pk=pk)
    form = RefuseForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            decide_proposal(
                proposal=proposal,
                accepted=False,
                answer=form.cleaned_data["answer"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The territory will read why."))
            return redirect("synonyms:proposals")
    return _page(request, refusing={pk: form}, status=400)


def _page(request, *, accepting=(), refusing=(), status=200):
    rows = SynonymProposal.objects.select_related("territory", "proposed_by", "decided_by")
    waiting = [
        (
            row,
            dict(accepting).get(row.pk)
            or AcceptForm(
                initial={"rule": f"{row.words} => {row.meaning}"}, auto_id=f"id_{row.pk}_%s"
            ),
            dict(refusing).get(row.pk) or RefuseForm(auto_id=f"id_{row.pk}_%s"),
        )
        for row in rows.waiting()
    ]
    decided = rows.exclude(decided_at=None).order_by("-decided_at")[:DECIDED_SHOWN]
    context = {"waiting": waiting, "decided": decided}
    return render(request, "national/synonyms/proposals.html", context, status=status)
