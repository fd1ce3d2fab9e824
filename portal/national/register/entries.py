"""The entries of the register: why each question is asked, and the history of its words."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.national.register.forms import EntryForm
from portal.personal_data import STORED
from themes import register
from themes.models import RegisterEntry, Wording

PAGE_SIZE = 50


@require_safe
def entries(request):
    words = request.GET.get("q", "").strip()
    listed = _entries().searched(words)
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("p"))
    return render(request, "national/register/entries.html", {"page": page, "q": words})


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request, pk):
    found = get_object_or_404(_entries(), pk=pk)
    form = EntryForm(request.POST or None, instance=found)
    if form.is_valid():
        # What was approved is what was read: other reasons are approved again, by name.
        if form.has_changed() or not found.is_approved:
            register.approve_entry(entry=form.instance, by=request.user.email, now=timezone.now())
        messages.success(request, _("The register says so from now on."))
        return redirect("register:entry", pk)
    history = Wording.objects.about(found).select_related("territory")
    context = {
        "entry": found,
        "form": form,
        "page": Paginator(history, PAGE_SIZE).get_page(request.GET.get("p")),
    }
    return render(
        request, "national/register/entry.html", context, status=400 if form.errors else 200
    )


@require_POST
def suspend(request, pk):
    register.suspend_entry(entry=get_object_or_404(RegisterEntry, pk=pk))
    messages.success(request, _("It is asked nowhere any more. Approve its entry to ask it again."))
    return redirect("register:entry", pk)


@require_safe
def stored(request):
    return render(request, "national/register/stored.html", {"groups": STORED})


def _entries():
    return RegisterEntry.objects.with_words().select_related("territory")
