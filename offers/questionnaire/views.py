"""The screens of a territory's questionnaire: each act is a draft of its theme page."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from offers.models import ThemePage
from offers.questionnaire.acting import act_on
from offers.questionnaire.counting import Counter, preview
from offers.questionnaire.forms import (
    ActForm,
    ChoiceForm,
    PlaceForm,
    QuestionForm,
    WhenForm,
    WordsForm,
)
from offers.questionnaire.presenting import Draft
from offers.questionnaire.services import draft_questionnaire, moved_on
from offers.questionnaire.telling import told_changes
from themes import adapting
from themes.conditions import with_conditions
from themes.keys import is_local
from themes.questionnaires import read_questionnaire
from themes.wording import Difference, difference, digest_of

_require_form = require_http_methods(["GET", "HEAD", "POST"])


def _for_editors(view):
    """Hands over the draft of the page to whoever may edit it, now."""

    @wraps(view)
    def show(request, pk, **others):
        pages = ThemePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        page = get_object_or_404(pages, pk=pk)
        if not page.holds_questionnaire:
            raise Http404
        permissions = page.permissions_for_user(request.user)
        if not permissions.can_edit():
            raise PermissionDenied
        if request.method == "POST" and permissions.page_locked():
            messages.error(request, _("This page is locked: it cannot be changed for now."))
            return redirect("offers_questionnaire", page.pk)
        return view(request, Draft(page.get_latest_revision_as_object()), **others)

    return show


def _about_a_question(view):
    """Hands over a question of the draft. One that somebody took out while it was being written
    about comes back with what is sent, once its editor has read so."""

    @wraps(view)
    def show(request, draft, key):
        taken_out = draft.find(key) is None
        if taken_out and request.method == "POST":
            draft = draft.with_former(key)
        question = draft.find(key)
        if question is None:
            messages.warning(request, _("This question is no longer in the draft."))
            return redirect("offers_questionnaire", draft.page.pk)
        return view(request, draft, question, taken_out)

    return show


@require_safe
@_for_editors
def show(request, draft):
    return _page(request, "show", draft, questions=draft.questions(), told=told_changes(draft))


@require_POST
@_for_editors
def act(request, draft):
    form = ActForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("We did not understand this. Try again."))
        return redirect("offers_questionnaire", draft.page.pk)
    try:
        _keep(request, draft, act_on(draft, *form.cleaned_data["act"]))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("offers_questionnaire", draft.page.pk)


@_require_form
@_for_editors
@_about_a_question
def reword(request, draft, question, taken_out):
    form = WordsForm(request.POST or None, question=question, beneath=draft.texts_beneath)
    context = {"question": question, "taken_out": taken_out, "version": digest_of(question)}
    context["ours"] = is_local(question["key"])
    if request.method == "POST" and form.is_valid():
        reworded = adapting.reword(draft.begun, said=form.said, model=draft.texts_beneath)
        if _is_read(request, form, taken_out, context["version"]):
            return _kept_or(request, draft, reworded, form, "words", **context)
        if not taken_out:
            context["mine"] = difference(question, draft.laid_with(reworded, question["key"]))
    return _page(request, "words", draft, form=form, **context)


@_require_form
@_for_editors
def ask(request, draft):
    form = QuestionForm(request.POST or None, initial={"kind": "single"}, before=draft.all)
    if request.method == "POST" and form.is_valid():
        asked = adapting.ask(draft.begun, question=form.question)
        return _kept_or(request, draft, asked, form, "question")
    return _page(request, "question", draft, form=form)


@_require_form
@_for_editors
@_about_a_question
def add_choice(request, draft, question, taken_out):
    if question["kind"] not in {"single", "multiple"}:
        raise Http404
    form = ChoiceForm(request.POST or None)
    context = {"question": question, "taken_out": taken_out}
    if request.method == "POST" and form.is_valid() and _is_read(request, form, taken_out):
        added = adapting.offer_choice(draft.begun, key=question["key"], choice=form.choice)
        return _kept_or(request, draft, added, form, "choice", **context)
    return _page(request, "choice", draft, form=form, **context)


@_require_form
@_for_editors
@_about_a_question
def show_when(request, draft, question, taken_out):
    key = question["key"]
    ours = next((one for one in draft.ours.questions if one["key"] == key), None)
    if ours is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = WhenForm(sent, question=ours, before=draft.before(key), known=draft.all)
    context = {"question": question, "taken_out": taken_out, "version": form.version}
    if request.method == "POST" and form.is_valid():
        if _is_read(request, form, taken_out, context["version"]):
            shown = adapting.ask(draft.begun, question=form.shown)
            return _kept_or(request, draft, shown, form, "when", **context)
        if not taken_out:
            nothing = Difference(is_first=False, lines=(), choices=())
            context["mine"] = with_conditions(nothing, draft.all, ours, form.shown)
    return _page(request, "when", draft, form=form, **context)


@_require_form
@_for_editors
def put_all_back(request, draft):
    if request.method == "POST":
        try:
            if request.POST.get("version") != str(draft.page.latest_revision_id):
                raise moved_on()
            _keep(request, draft, adapting.put_all_back())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("offers_questionnaire", draft.page.pk)
    return _page(request, "put_back", draft)


@require_safe
@_for_editors
def see(request, draft):
    """The draft as it would be asked, with what each answer leads to."""
    form = PlaceForm(request.GET)
    place = form.cleaned_data["commune"] if form.is_valid() else None
    asked = {"key": draft.page.theme_key, "questions": draft.asked}
    questionnaire = read_questionnaire(asked, draft.page.locale.language_code)
    raw = {
        one.key: [value for value in request.GET.getlist(one.key) if value]
        for one in questionnaire.questions
    }
    answers, errors = questionnaire.clean(raw)
    counter = Counter(draft.page, place, timezone.localdate())
    return _page(
        request,
        "preview",
        draft,
        form=form,
        errors=errors,
        found=counter.count(answers),
        questions=preview(questionnaire, raw, answers, counter),
    )


def _page(request, name, draft, form=None, **context):
    context |= {"draft": draft, "page": draft.page, "form": form}
    status = 400 if (form and form.errors) or context.get("errors") else 200
    return render(request, f"offers/questionnaire/{name}.html", context, status=status)


def _is_read(request, form, taken_out, version=None):
    """Whether what is sent was written on the question as it is now; else the form says so."""
    if taken_out and "again" not in request.POST:
        told = _("Somebody took this question out while you were writing: keeping it puts it back.")
        form.add_error(None, told)
    elif version is not None and request.POST.get("version") != version:
        form.add_error(None, moved_on())
    return not form.errors


def _keep(request, draft, adaptation):
    draft_questionnaire(
        page=draft.page,
        adaptation=adaptation,
        user=request.user,
        now=timezone.now(),
    )
    messages.success(
        request, _("The draft is kept. Nothing changes on the site until it is published.")
    )


def _kept_or(request, draft, adaptation, form, name, **context):
    """On to the list; back to the form with what is wrong."""
    try:
        _keep(request, draft, adaptation)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, name, draft, form=form, **context)
    return redirect("offers_questionnaire", draft.page.pk)
