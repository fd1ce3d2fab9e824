"""What waits for the national level: read it beside what was approved, then decide."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.national.register.forms import AmendForm, EntryForm, RefuseForm
from portal.national.tasks import tell_of_decided
from themes import register
from themes.models import RegisterEntry, Wording
from themes.wording import difference

PAGE_SIZE = 30


@require_safe
def queue(request):
    waiting = Wording.objects.to_approve().select_related("territory", "theme")
    page = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("p"))
    return render(request, "national/register/queue.html", {"page": page})


@require_safe
def wording(request, pk):
    return _page(request, _wording(pk))


@require_POST
def why(request, pk):
    """The entry of a question that has none yet, or whose entry was suspended."""
    found = _wording(pk)
    entry = _entry_of(found) or RegisterEntry(
        question_key=found.question_key, territory=found.territory
    )
    form = EntryForm(request.POST, instance=entry)
    if not form.is_valid():
        return _page(request, found, why=form, status=400)
    register.approve_entry(entry=form.instance, by=request.user.email, now=timezone.now())
    messages.success(request, _("The register says why it is asked. Now the words."))
    return redirect("register:wording", pk)


@require_POST
def approve(request, pk):
    found = _wording(pk)
    try:
        found = register.approve_wording(wording=found, by=request.user.email, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("register:wording", pk)
    return _decided(request, found, _("These words may be asked."))


@require_POST
def refuse(request, pk):
    found, form = _wording(pk), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, refusing=form, status=400)
    try:
        found = register.refuse_wording(
            wording=found, by=request.user.email, now=timezone.now(), **form.cleaned_data
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("register:wording", pk)
    return _decided(request, found, _("These words are refused, and the reason is known."))


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request, pk):
    found = _wording(pk)
    form = AmendForm(request.POST or None, wording=found)
    if form.is_valid():
        try:
            found = register.amend_wording(
                wording=found,
                definition=form.proposed(),
                reason=form.cleaned_data["reason_of_change"],
                by=request.user.email,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            return _decided(request, found, _("Your words are proposed instead, and approved."))
    context = {"wording": found, "form": form}
    return render(
        request, "national/register/amend.html", context, status=400 if form.errors else 200
    )


@require_POST
def reopen(request, pk):
    """Take a decision back, with a reason: another one may be taken."""
    found, form = _wording(pk), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reopening=form, status=400)
    try:
        register.reopen_wording(
            wording=found, by=request.user.email, now=timezone.now(), **form.cleaned_data
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("register:wording", pk)
    tell_of_decided(pk)
    messages.success(request, _("The decision is taken back. You can take another one."))
    return redirect("register:wording", pk)


def _wording(pk):
    return get_object_or_404(Wording.objects.select_related("territory", "theme"), pk=pk)


def _entry_of(found):
    entries = RegisterEntry.objects.about(found.question_key, found.territory)
    return entries.order_by("territory").first()


def _decided(request, found, sentence):
    tell_of_decided(found.pk)
    messages.success(request, sentence)
    return redirect("register:index")


def _page(request, found, why=None, refusing=None, reopening=None, status=200):
    before = Wording.objects.approved_before(found).first()
    entry = _entry_of(found)
    context = {
        "wording": found,
        "before": before,
        "difference": difference(before and before.definition, found.definition),
        "amended": found.amended and difference(found.definition, found.amended),
        "entry": entry,
        "why": why or EntryForm(instance=entry),
        "refusing": refusing or RefuseForm(),
        "reopening": reopening or RefuseForm(),
    }
    return render(request, "national/register/wording.html", context, status=status)
