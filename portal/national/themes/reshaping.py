"""Merging a theme or splitting it: chosen, shown, decided, followed, undone.

All that is chosen is in the address; nothing is written before the plan is confirmed.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from offers.tasks import move_offers_now
from portal.downloads import CSV, file_of
from portal.national.themes.reshaping_forms import Way, WayForm
from portal.national.themes.reshaping_plan import lacking, plan_of
from themes.drafting import take_over
from themes.models import Reshaping, Theme
from themes.reshaping import check_free, reshape_themes, undo_reshaping, why_not_undone

PAGE_SIZE = 50


@require_safe
def reshape(request, pk):
    return _ways_page(request, get_object_or_404(Theme, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, pk):
    """Where each need goes; then what would become of each offer, with the button that decides."""
    theme = get_object_or_404(Theme, pk=pk)
    way = _way(request, theme)
    if not way.is_valid():
        return _ways_page(request, theme, way)
    form = way.moves_form(request.GET)
    if "change" in request.GET or not form.is_valid():
        context = {"theme": theme, "way": way, "form": form}
        status = 400 if form.errors else 200
        return render(request, "national/themes/reshape_moves.html", context, status=status)
    found = plan_of(form.moves())
    refused = ""
    if request.method == "POST":
        if request.POST.get("digest") == found.digest:
            return _decide(request, theme, way, found)
        refused = _("Something has changed meanwhile: this is what would become of offers now.")
    return _plan_page(request, theme, way, found, refused)


@require_safe
def as_csv(request, pk):
    theme = get_object_or_404(Theme, pk=pk)
    found = _asked_plan(request, theme)
    if found is None:
        return redirect("themes:reshape", pk)
    name = _("themes-%(day)s") % {"day": f"{timezone.localdate():%Y-%m-%d}"}
    return file_of(list(_csv_rows(found)), CSV, name=name)


@require_POST
def take(request, pk):
    """Questions that would be lost go into the draft of the theme that takes over."""
    theme = get_object_or_404(Theme, pk=pk)
    found = _asked_plan(request, theme)
    wanted = request.POST.getlist("question")
    chosen = [one for one in lacking(found) if one.value in wanted] if found else []
    for target in {one.target for one in chosen}:
        take_over(
            theme=target,
            questions=[one.definition for one in chosen if one.target == target and one.key],
            by=request.user.email,
            now=timezone.now(),
        )
    if chosen:
        messages.success(request, _("They are in the draft: publish it, then come back here."))
        return redirect("themes:check", chosen[0].target.pk)
    messages.error(request, _("Choose at least one question."))
    return redirect(f"{reverse('themes:plan', args=[pk])}?{request.GET.urlencode()}")


@require_safe
def report(request, pk, number):
    """Where it stands, territory by territory."""
    reshaping = _reshaping(pk, number)
    rows = list(reshaping.territories.select_related("territory").order_by("territory__name"))
    undone = reshaping.undone_at is not None
    done = [row for row in rows if (row.back_at or not row.done_at if undone else row.done_at)]
    context = {
        "theme": reshaping.theme,
        "reshaping": reshaping,
        "rows": [row for row in rows if row.moved or row not in done],
        "done": len(done),
        "total": len(rows),
        "moved": sum(row.moved for row in rows),
        "back": sum(row.back for row in rows),
        "why_not": why_not_undone(reshaping, timezone.now()),
    }
    return render(request, "national/themes/reshape_report.html", context)


@require_POST
def undo(request, pk, number):
    reshaping = _reshaping(pk, number)
    try:
        undo_reshaping(reshaping=reshaping, by=request.user.email, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        transaction.on_commit(move_offers_now)
        messages.success(request, _("It is undone. Offers come back within a few seconds."))
    return redirect("themes:reshaping", pk, number)


def _decide(request, theme, way, found):
    try:
        decided = reshape_themes(
            theme=theme, moves=found.moves, by=request.user.email, now=timezone.now()
        )
    except ValidationError as refusal:
        return _plan_page(request, theme, way, found, refusal.messages[0])
    transaction.on_commit(move_offers_now)
    messages.success(request, _("It is decided. Offers move within a few seconds."))
    return redirect("themes:reshaping", theme.pk, decided.pk)


def _way(request, theme):
    way = Way.SPLIT if request.GET.get("way") == Way.SPLIT else Way.MERGE
    return WayForm(request.GET, theme=theme, way=way)


def _asked_plan(request, theme):
    """The plan of this address; None when it says none."""
    way = _way(request, theme)
    form = way.moves_form(request.GET) if way.is_valid() else None
    return plan_of(form.moves()) if form and form.is_valid() else None


def _ways_page(request, theme, sent=None):
    forms = {way: WayForm(theme=theme, way=way) for way in Way}
    if sent:
        forms[sent.wanted] = sent
    context = {
        "theme": theme,
        "merge": forms[Way.MERGE],
        "split": forms[Way.SPLIT],
        "past": Reshaping.objects.concerning([theme.key]),
    }
    status = 400 if sent else 200
    return render(request, "national/themes/reshape.html", context, status=status)


def _plan_page(request, theme, way, found, refused=""):
    try:
        check_free(found.themes)
    except ValidationError as waits:
        refused = refused or waits.messages[0]
    chosen = request.GET.get("in", "")
    offers = [one for one in found.offers if chosen in ("", one[0].slug)]
    page = Paginator(offers, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {
        "theme": theme,
        "merging": way.wanted == Way.MERGE,
        "plan": found,
        "emptied": [found.themes[key] for key in found.emptied],
        "refused": refused,
        "lacking": lacking(found),
        "chosen": chosen,
        "page": page,
        "rows": [(territory, *_told(found, move)) for territory, move in page],
        "query": request.GET.urlencode(),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "national/themes/reshape_plan.html", context, status=status)


def _told(found, move):
    """(offer, from, to, the questions that stop counting)."""
    stops = [found.question(key, move.before.theme) for key in move.stops]
    return move, found.name(move.before), found.name(move.after), stops


def _csv_rows(found):
    yield [
        *(_("Territory"), _("Offer"), _("Number"), _("State"), _("From"), _("To")),
        _("Criteria that stop counting"),
    ]
    for territory, offer in found.offers:
        move, before, after, stops = _told(found, offer)
        state = _("live") if move.live else _("draft")
        yield [str(territory), move.title, move.page, state, before, after, " · ".join(stops)]


def _reshaping(pk, number):
    concerned = Reshaping.objects.select_related("theme").filter(theme=pk)
    return get_object_or_404(concerned, pk=number)
