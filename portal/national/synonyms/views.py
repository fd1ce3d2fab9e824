"""The synonyms of the country: read them, write the draft, apply it, come back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.national.synonyms import forms
from search import synonyms
from search.knowledge import REMEMBERED_SECONDS, shipped_text
from search.language.rulebook import (
    Section,
    difference,
    new_problems,
    rule_lines,
    sections,
)
from search.models import SynonymProposal, SynonymSet
from tenants.folding import fold

PAGE_SIZE = 20


@require_safe
def index(request):
    desk = synonyms.desk()
    return _index(request, desk, forms.AddRuleForm(titles=_titles(desk), auto_id="id_add_%s"))


def _index(request, desk, form, status=200):
    words = request.GET.get("q", "").strip()
    shown = _searched(sections(desk.text), words)
    context = _desk_context(desk) | {
        "sections": shown,
        "shown": sum(len(section.lines) for section in shown),
        "total": len(rule_lines(desk.text)),
        "q": words,
        # Hundreds of links: short ones.
        "up": "" if request.path == reverse("synonyms:index") else "../",
        "form": form,
        "proposals": SynonymProposal.objects.waiting().count(),
        "news": desk.shipped_news,
    }
    return render(request, "national/synonyms/index.html", context, status=status)


@require_POST
def add(request):
    desk = synonyms.desk()
    form = forms.AddRuleForm(request.POST, titles=_titles(desk), auto_id="id_add_%s")
    if form.is_valid() and _done(request, form, synonyms.add_rule, **form.cleaned_data):
        messages.success(request, _("The rule is in the draft."))
        return redirect("synonyms:index")
    return _index(request, desk, form, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request, number):
    """One rule, to change or take away; known by what it says, should its line have moved."""
    if request.method == "POST":
        form = forms.ChangeRuleForm(request.POST)
        former, take_away = request.POST.get("former", ""), "delete" in request.POST
        if take_away or form.is_valid():
            wanted = "" if take_away else form.cleaned_data["rule"]
            if _done(request, form, synonyms.change_rule, former=former, rule=wanted):
                messages.success(request, _("The draft has this change."))
                return redirect("synonyms:index")
    else:
        lines = {line.number: line.text for line in rule_lines(synonyms.desk().text)}
        if (former := lines.get(number)) is None:
            raise Http404
        form = forms.ChangeRuleForm(initial={"rule": former, "former": former})
    context = {"form": form, "former": former, "number": number}
    status = 400 if request.method == "POST" else 200
    return render(request, "national/synonyms/rule.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def text(request):
    desk = synonyms.desk()
    if request.method != "POST":
        note = desk.draft.note if desk.draft else ""
        form = forms.TextForm(initial={"rules": desk.text, "note": note, "version": desk.version})
        return _text(request, form)
    form = forms.TextForm(request.POST, request.FILES)
    if not form.is_valid():
        return _text(request, form, status=400)
    written = {name: form.cleaned_data[name] for name in ("rules", "note", "version")}
    try:
        synonyms.save_draft(**written, by=request.user, now=timezone.now())
    except synonyms.Stale as error:
        messages.error(request, error.messages[0])
        again = {**written, "version": synonyms.desk().version}
        gap = difference(error.present, written["rules"])
        return _text(request, forms.TextForm(initial=again), status=409, gap=gap)
    except ValidationError as error:
        found = new_problems(written["rules"], desk.text)
        problems = found or [{"sentence": one} for one in error.messages]
        return _text(request, forms.TextForm(initial=written), status=400, problems=problems)
    messages.success(request, _("The draft is saved."))
    return redirect("synonyms:index")


def _text(request, form, status=200, **context):
    return render(request, "national/synonyms/text.html", {"form": form, **context}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request):
    desk = synonyms.desk()
    if desk.draft is None:
        messages.error(request, _("There is no draft to apply."))
        return redirect("synonyms:index")
    form = forms.ApplyForm(
        request.POST or None, initial={"version": desk.version, "note": desk.draft.note}
    )
    if form.is_valid() and _done(request, form, synonyms.apply_draft, **form.cleaned_data):
        sentence = _("These synonyms are in force. Everywhere within %(seconds)d seconds.")
        messages.success(request, sentence % {"seconds": REMEMBERED_SECONDS})
        return redirect("synonyms:history")
    context = _desk_context(desk) | {"form": form, "version": desk.version}
    status = 400 if form.errors else 200
    return render(request, "national/synonyms/apply.html", context, status=status)


@require_POST
def discard(request):
    try:
        synonyms.discard_draft(version=request.POST.get("version", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The draft is thrown away."))
    return redirect("synonyms:index")


@require_safe
def history(request):
    page = Paginator(SynonymSet.objects.applied(), PAGE_SIZE).get_page(request.GET.get("p"))
    rows = list(page)
    # Each is compared with the one before, which may be on the next page.
    first = page.end_index()
    before = [*rows[1:], *SynonymSet.objects.applied()[first : first + 1]]
    texts = [one.rules for one in before] + [shipped_text()]
    listed = [(row, difference(was, row.rules)) for row, was in zip(rows, texts, strict=False)]
    context = {"page": page, "listed": listed, "in_force": synonyms.desk().in_force}
    return render(request, "national/synonyms/history.html", context)


@require_safe
def version(request, pk):
    """A former set beside the one in force, to come back to; 0 is what ships with the project."""
    former = get_object_or_404(SynonymSet.objects.applied(), pk=pk) if pk else None
    desk = synonyms.desk()
    rules = former.rules if former else shipped_text()
    context = {
        "former": former,
        "pk": pk,
        "is_in_force": former == desk.in_force,
        "back": difference(desk.text_in_force, rules),
        "total": len(rule_lines(rules)),
        "version": desk.version,
        "draft": desk.draft,
        "seconds": REMEMBERED_SECONDS,
    }
    return render(request, "national/synonyms/version.html", context)


@require_POST
def again(request, pk):
    former = get_object_or_404(SynonymSet.objects.applied(), pk=pk) if pk else None
    try:
        synonyms.apply_again(
            former=former,
            version=request.POST.get("version", ""),
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("synonyms:version", pk)
    sentence = _("This version is in force again. Everywhere within %(seconds)d seconds.")
    messages.success(request, sentence % {"seconds": REMEMBERED_SECONDS})
    return redirect("synonyms:history")


@require_POST
def shipped(request):
    """The rules that a later version of the project brought: taken, or left out."""
    if request.POST.get("choice") == "pass":
        synonyms.pass_over_shipped()
        messages.success(request, _("These rules are left out."))
    else:
        try:
            synonyms.merge_shipped(by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("These rules are in the draft."))
    return redirect("synonyms:index")


def _desk_context(desk) -> dict:
    return {
        "desk": desk,
        "draft": desk.draft,
        "changes": desk.changes,
        "seconds": REMEMBERED_SECONDS,
    }


def _titles(desk) -> list[str]:
    """Headings to add a rule below, the last one first: new rules go there."""
    return list(dict.fromkeys(section.title for section in sections(desk.text)))


def _searched(found: list[Section], words: str) -> list[Section]:
    if not (wanted := fold(words)):
        return found
    kept = (
        Section(section.title, tuple(line for line in section.lines if wanted in fold(line.text)))
        for section in found
    )
    return [section for section in kept if section.lines]


def _done(request, form, service, **written) -> bool:
    """Whether the service wrote; what it refuses is said beside the form."""
    try:
        service(**written, by=request.user, now=timezone.now())
    except ValidationError as error:
        for one in error.error_list:
            form.add_error(None, (one.params or {}).get("sentence") or one.messages[0])
        return False
    return True
