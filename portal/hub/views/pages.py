"""What every section of the hub does the same way: a page of a list, a form that is kept."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.shortcuts import redirect, render
from django.urls import reverse

PAGE_SIZE = 30


def page_of(request, found) -> Page:
    return Paginator(found, PAGE_SIZE).get_page(request.GET.get("p"))


def form_page(request, form, *, title: str, keep: Callable[[], object], then: tuple):
    """The form; once it is right, what it says is kept and one goes on to `then`. What was typed
    stays on the page whatever is refused."""
    if request.method == "POST" and form.is_valid():
        try:
            keep()
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            return redirect(*then)
    context = {"form": form, "title": title, "back_address": reverse(then[0], args=then[1:])}
    return render(request, "hub/form.html", context, status=400 if form.errors else 200)
