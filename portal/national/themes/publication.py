"""From the draft to what is asked: checked, approved by the register, published, come back to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from offers.tasks import change_offers_now
from portal.national.themes.publishing_forms import PublishForm
from portal.national.themes.usage import used_answers
from search.models import CatalogueOffer
from themes import publishing
from themes.drafting import changes_between, desk_of, discard_draft, draft_again
from themes.localized import in_language
from themes.models import AnswerChange, QuestionnaireVersion, Theme, Wording
from themes.wording import digest_of

PAGE_SIZE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def check(request, pk):
    """What the check says, what the register says, what becomes of offers; then one button."""
    desk = desk_of(get_object_or_404(Theme, pk=pk))
    form = PublishForm(request.POST or None, desk=desk, used=used_answers())
    if form.is_valid():
        try:
            published = publishing.publish_draft(
                theme=desk.theme,
                version=form.cleaned_data["version"],
                note=form.cleaned_data["note"],
                replaced=form.replaced(),
                by=request.user.email,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("It is published. Everywhere within a few seconds."))
            if hasattr(published, "change"):
                transaction.on_commit(change_offers_now)
            if form.gone:
                return redirect("themes:report", pk, published.change.pk)
            return redirect("themes:history", pk)
    found = publishing.check_desk(desk, used_answers(desk.theme))
    texts = {one["key"]: in_language(one["text"]) for one in desk.questions}
    context = {
        "theme": desk.theme,
        "desk": desk,
        "form": form,
        "findings": [(one, texts.get(one.question, "")) for one in found],
        "blocking": [one for one in found if one.blocking],
        "changes": changes_in_words(desk.asked, desk.questions),
        "shared": publishing.shared_changes(desk),
    }
    if desk.draft and not context["blocking"]:
        context["waiting"] = waiting = _waiting(desk)
        context["unseen"] = any(wording is None for _theme, _text, wording in waiting)
    else:
        context["stopped"] = [texts[key] for key in texts if key in publishing.stopped(desk)]
    status = 400 if form.errors else 200
    return render(request, "national/themes/check.html", context, status=status)


@require_POST
def submit(request, pk):
    theme = get_object_or_404(Theme, pk=pk)
    try:
        count = publishing.submit_draft(theme=theme, by=request.user.email, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        sentence = ngettext(
            "%(count)d wording waits in the register.",
            "%(count)d wordings wait in the register.",
            count,
        )
        messages.success(request, sentence % {"count": count})
    return redirect("themes:check", pk)


@require_safe
def history(request, pk):
    theme = get_object_or_404(Theme, pk=pk)
    versions = theme.versions.published().select_related("change")
    page = Paginator(versions, PAGE_SIZE).get_page(request.GET.get("p"))
    rows = list(page)
    # Each is compared with the one before, which may be on the next page.
    end = page.end_index()
    before = [*rows[1:], *versions[end : end + 1]]
    pairs = zip(rows, before, strict=False)
    told = [changes_in_words(was.questions, row.questions) for row, was in pairs]
    listed = list(zip(rows, [*told, []], strict=False))
    desk = desk_of(theme)
    context = {"theme": theme, "desk": desk, "asked": list(desk.asked), "page": page}
    context["listed"] = listed
    return render(request, "national/themes/history.html", context)


@require_POST
def again(request, pk, number):
    """A former version becomes the draft."""
    former = get_object_or_404(QuestionnaireVersion.objects.published(), theme=pk, pk=number)
    try:
        draft_again(
            former=former,
            version=request.POST.get("version", ""),
            by=request.user.email,
            now=timezone.now(),
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("themes:history", pk)
    messages.success(request, _("The draft says what this version said. Nothing is published yet."))
    return redirect("themes:questions", pk)


@require_POST
def discard(request, pk):
    theme = get_object_or_404(Theme, pk=pk)
    try:
        discard_draft(theme=theme, version=request.POST.get("version", ""))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The draft is thrown away."))
    return redirect("themes:questions", pk)


@require_safe
def answer_offers(request, pk, key, choice):
    """The live offers of the country that name an answer: by territory, then one by one."""
    desk = desk_of(get_object_or_404(Theme, pk=pk))
    labels = [
        (in_language(one["text"]), in_language(answer["label"]))
        for one in (*desk.questions, *desk.asked)
        if one["key"] == key
        for answer in one.get("choices", ())
        if answer["key"] == choice
    ]
    if not labels:
        raise Http404
    offers = CatalogueOffer.objects.live().naming_answer(key, choice)
    counts = offers.order_by().values_list("territory__name").annotate(count=Count("pk"))
    offers = offers.select_related("territory").order_by("territory__name", "pk")
    context = {
        "theme": desk.theme,
        "question": labels[0][0],
        "answer": labels[0][1],
        "counts": counts.order_by("-count", "territory__name"),
        "page": Paginator(offers, PAGE_SIZE).get_page(request.GET.get("p")),
    }
    return render(request, "national/themes/answer_offers.html", context)


@require_safe
def report(request, pk, number):
    """Where the change of the offers stands, territory by territory."""
    change = get_object_or_404(
        AnswerChange.objects.select_related("version__theme"), version__theme=pk, pk=number
    )
    rows = list(change.territories.select_related("territory").order_by("territory__name"))
    context = {
        "theme": change.version.theme,
        "change": change,
        "replaced": _replaced_in_words(change),
        "rows": [row for row in rows if row.offers or not row.done_at],
        "done": sum(row.done_at is not None for row in rows),
        "total": len(rows),
        "offers": sum(len(row.offers) for row in rows),
    }
    return render(request, "national/themes/report.html", context)


def _waiting(desk):
    """(theme, text, wording in the register or None) of what it does not approve."""
    waiting = publishing.to_approve(desk)
    keys = {definition["key"] for _theme, definition in waiting}
    seen = Wording.objects.of(None).filter(question_key__in=keys)
    by_words = {(one.question_key, one.digest): one for one in seen}
    return [
        (theme, in_language(one["text"]), by_words.get((one["key"], digest_of(one))))
        for theme, one in waiting
    ]


def changes_in_words(old, new) -> list[str]:
    changes = changes_between(old, new)
    texts = {one["key"]: in_language(one["text"]) for one in (*old, *new)}
    told = [_("New: %s") % texts[key] for key in changes.added]
    told += [_("No longer asked: %s") % texts[key] for key in changes.removed]
    told += [_("Changed: %s") % texts[key] for key in changes.changed]
    return [*told, _("Another order")] if changes.moved else told


def _replaced_in_words(change) -> list[tuple[str, str]]:
    """(the answer that went, those in its place)."""
    labels = {
        (one["key"], choice["key"]): in_language(choice["label"])
        for version in (change.before, change.version)
        for one in version.questions
        for choice in one.get("choices", ())
    }
    return [
        (labels[key, gone], ", ".join(labels[key, one] for one in news) or _("None of them"))
        for key, replaced in change.replaced.items()
        for gone, news in replaced.items()
    ]
