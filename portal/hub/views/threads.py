"""Exchanges between the teams: post, answer, change one's own; the national team moderates."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.country.access import for_staff
from portal.hub.access import moderates
from portal.hub.forms import PostForm, ThreadForm
from portal.hub.models import Post, Thread
from portal.hub.services import bring_back_post, edit_post, open_thread, remove_post, write_post
from portal.hub.views.pages import form_page, page_of


@for_staff
@require_safe
def threads(request):
    return render(request, "hub/threads.html", {"page": page_of(request, _shown(request.user))})


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    form = ThreadForm(request.POST or None)

    def keep():
        open_thread(by=request.user, now=timezone.now(), **form.cleaned_data)

    title = _("Begin an exchange")
    return form_page(request, form, title=title, keep=keep, then=("hub:threads",))


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request, pk):
    """Its messages, and the answer that one writes."""
    found = get_object_or_404(_shown(request.user), pk=pk)
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write_post(thread=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("hub:thread", pk)
    posts = found.posts.select_related("author", "removed_by")
    context = {
        "thread": found,
        "page": page_of(request, posts),
        "form": form,
        "moderates": moderates(request.user),
    }
    return render(request, "hub/thread.html", context, status=400 if form.errors else 200)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    post = get_object_or_404(Post, pk=pk, author=request.user, removed_at=None)
    form = PostForm(request.POST or None, instance=post)

    def keep():
        edit_post(post=post, by=request.user, now=timezone.now(), **form.cleaned_data)

    title = _("Change my message")
    return form_page(request, form, title=title, keep=keep, then=("hub:thread", post.thread_id))


@for_staff
@require_POST
def remove(request, pk):
    return _decide(request, pk, lambda post: remove_post(
        post=post, by=request.user, now=timezone.now()))  # fmt: skip


@for_staff
@require_POST
def bring_back(request, pk):
    return _decide(request, pk, lambda post: bring_back_post(post=post, by=request.user))


def _decide(request, pk, decision):
    post = get_object_or_404(Post, pk=pk)
    try:
        decision(post)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("hub:thread", post.thread_id)


def _shown(user):
    """An exchange of which every message was removed is for those who moderate."""
    found = Thread.objects.with_posts()
    return found if moderates(user) else found.filter(count__gt=0)
