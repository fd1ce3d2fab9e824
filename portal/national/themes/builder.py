"""The questions of a theme, written in a draft: added, worded, ordered, taken out."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.national.themes.question_forms import (
    KINDS,
    NewQuestionForm,
    QuestionForm,
    choices_of,
    question_sent,
)
from portal.national.themes.usage import used_answers
from portal.national.themes.views import STEPS
from themes import drafting, publishing
from themes.conditions import conditions_in_words, with_conditions
from themes.localized import in_language
from themes.models import Theme
from themes.questionnaires import read_questionnaire
from themes.replacing import with_gone_answers
from themes.wording import difference


@require_safe
def questions(request, pk):
    desk = drafting.desk_of(get_object_or_404(Theme, pk=pk))
    found = publishing.check_desk(desk, used_answers(desk.theme))
    changes, stopped = desk.changes, publishing.stopped(desk)
    rows = [
        {
            "question": question,
            "kind": KINDS[question.kind],
            "conditions": conditions_in_words(desk.questions, definition),
            "findings": [(one, "") for one in found if one.question == question.key],
            "is_new": question.key in changes.added,
            "is_changed": question.key in changes.changed,
            "is_stopped": question.key in stopped,
        }
        for definition, question in zip(desk.questions, read_desk(desk).questions, strict=True)
    ]
    context = {"theme": desk.theme, "desk": desk, "rows": rows}
    context["findings"] = [(one, "") for one in found if not one.question]
    return render(request, "national/themes/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, pk):
    desk = drafting.desk_of(get_object_or_404(Theme, pk=pk))
    form = NewQuestionForm(request.POST or None)
    if form.is_valid():
        definition = form.definition()
        if desk.question(definition["key"]):
            form.add_error("key", _("This theme already asks a question with this key."))
        elif _kept(request, form, desk.theme, definition, desk.version):
            return redirect("themes:question", pk, definition["key"])
    context = {"theme": desk.theme, "form": form}
    status = 400 if form.errors else 200
    return render(request, "national/themes/add_question.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk, key):
    desk = drafting.desk_of(get_object_or_404(Theme, pk=pk))
    definition = desk.question(key) or _as_it_was(request, desk, key)
    if definition is None:
        return _no_longer_there(request, pk)
    form = _form_of(request, desk, definition)
    choices = choices_of(definition, request.POST or None)
    written = None
    if request.method == "POST" and form.is_valid() and (choices is None or choices.is_valid()):
        written = form.definition(choices.choices() if choices else ())
        if _kept(request, form, desk.theme, written, form.cleaned_data["version"]):
            messages.success(request, _("The draft has this question. Nothing is published yet."))
            if "stay" in request.POST:
                return redirect("themes:question", pk, key)
            return _back_to(pk, key)
    context = {
        "theme": desk.theme,
        "definition": definition,
        "text": in_language(definition["text"]),
        "form": form,
        "choices": choices,
        "version": desk.version,
        "mine": _since_others_wrote(form, desk, definition, written),
        "answers": _with_counts(choices, used_answers().get(key, {})),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "national/themes/question.html", context, status=status)


@require_POST
def move(request, pk, key):
    desk = drafting.desk_of(get_object_or_404(Theme, pk=pk))
    if desk.question(key) is None:
        return _no_longer_there(request, pk)
    drafting.move_question(
        theme=desk.theme,
        key=key,
        steps=STEPS.get(request.POST.get("do"), 0),
        by=request.user.email,
        now=timezone.now(),
    )
    return _back_to(pk, key)


@require_POST
def remove(request, pk, key):
    desk = drafting.desk_of(get_object_or_404(Theme, pk=pk))
    if desk.question(key) is None:
        return _no_longer_there(request, pk)
    drafting.remove_question(theme=desk.theme, key=key, by=request.user.email, now=timezone.now())
    messages.success(
        request, _("The draft no longer has it. It is asked until the draft is published.")
    )
    return redirect("themes:questions", pk)


def read_desk(desk, language=None):
    """The questions of the draft, else those that are asked."""
    return read_questionnaire({"key": desk.theme.key, "questions": desk.questions}, language)


def _with_counts(choices, used):
    """Each answer's form with how many live offers name it."""
    return [(form, used.get(form.initial.get("key"), 0)) for form in choices or ()]


def _as_it_was(request, desk, key):
    """A question that somebody took out while another wrote on it, for what was sent to come back:
    as it is asked still, else as its form was."""
    asked = next((one for one in desk.asked if one["key"] == key), None)
    kind = request.POST.get("kind")
    if request.method != "POST" or kind not in KINDS:
        return None
    return asked or question_sent(key, kind, request.POST)


def _form_of(request, desk, definition):
    return QuestionForm(
        request.POST or None,
        question=definition,
        before=desk.before(definition["key"]),
        # The answers that the draft took out last, to have their words.
        known=with_gone_answers(desk.questions, desk.asked),
        version=desk.version,
    )


def _since_others_wrote(form, desk, definition, written):
    """From what is there now to what was sent, when somebody wrote in between."""
    if not form.has_error(NON_FIELD_ERRORS, "stale"):
        return None
    if desk.question(definition["key"]) is None:
        told = _("They took this question out: keeping it puts it back, after the others.")
        form.add_error(None, told)
        return None
    shown = difference(definition, written)
    return with_conditions(shown, desk.questions, definition, written)


def _no_longer_there(request, pk):
    messages.warning(request, _("This question is no longer in the draft."))
    return redirect("themes:questions", pk)


def _kept(request, form, theme, definition, version) -> bool:
    """Whether the draft has it; what is refused is said in the form."""
    try:
        drafting.save_question(
            theme=theme,
            definition=definition,
            version=version,
            by=request.user.email,
            now=timezone.now(),
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def _back_to(pk, key):
    return redirect(f"{reverse('themes:questions', args=[pk])}#question-{key}")
