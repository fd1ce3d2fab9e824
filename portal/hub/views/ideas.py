"""Ideas and bugs: one vote each, and what the national team answers."""

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.country.access import for_staff
from portal.hub.access import for_moderators, moderates
from portal.hub.forms import IdeaAnswerForm, IdeaForm
from portal.hub.models import Idea
from portal.hub.services import answer_idea, propose_idea, vote
from portal.hub.views.pages import form_page, page_of


class StatusForm(forms.Form):
    status = forms.ChoiceField(choices=Idea.Status, required=False)


@for_staff
@require_safe
def ideas(request):
    form = StatusForm(request.GET)
    status = form.cleaned_data["status"] if form.is_valid() else ""
    found = Idea.objects.voted(request.user)
    context = {
        "page": page_of(request, found.filter(status=status) if status else found),
        "statuses": [("", _("All")), *Idea.Status.choices],
        "status": status,
        "moderates": moderates(request.user),
    }
    return render(request, "hub/ideas.html", context, status=200 if form.is_valid() else 400)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    form = IdeaForm(request.POST or None)

    def keep():
        propose_idea(idea=form.instance, by=request.user, now=timezone.now())

    return form_page(
        request, form, title=_("An idea or a bug"), keep=keep, then=("hub:ideas",)
    )  # fmt: skip


@for_staff
@require_POST
def give_vote(request, pk):
    """Then one is where one was: on this page of the list, at this idea."""
    vote(idea=get_object_or_404(Idea, pk=pk), by=request.user, wanted="wanted" in request.POST)
    return redirect(f"{reverse('hub:ideas')}?{request.GET.urlencode()}#i{pk}")


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    idea = get_object_or_404(Idea, pk=pk)
    form = IdeaAnswerForm(request.POST or None, instance=idea)

    def keep():
        answer_idea(idea=form.instance)

    title = _("Answer: %(title)s") % {"title": idea}
    return form_page(request, form, title=title, keep=keep, then=("hub:ideas",))
