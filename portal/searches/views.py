"""What visitors of a territory typed, and what its animators do about what they did not find.

The national site's screens tell of the whole country.
"""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.views.pages.create import CreateView

from offers.permissions import permission
from portal.searches.forms import AnswerForm, OfferForm, SynonymForm
from search.answers import answer_words, missing_words, propose_synonym, undo_answer
from search.models import FEWEST_VISITORS, SearchedWords, WordsAnswer
from tenants.rights import Action, Domain

READ = permission(Domain.SEARCHES, Action.READ)
ANSWER = permission(Domain.SEARCHES, Action.WRITE)
PAGE_SIZE = 50
_for_readers = permission_required(READ, raise_exception=True)
_for_animators = permission_required(ANSWER, raise_exception=True)


@require_safe
@_for_readers
def typed(request):
    words = SearchedWords.objects.told(request.tenant, timezone.localdate()).by_words()
    return render(request, "searches/typed.html", _context(request, words))


@require_safe
@_for_readers
def missing(request):
    listed = missing_words(request.tenant, timezone.localdate())
    to_look_at = request.GET.get("show") != "seen"
    shown = [one for one in listed if one.to_look_at == to_look_at]
    context = _context(request, shown) | {
        "to_look_at": to_look_at,
        "answer_form": AnswerForm(auto_id=False),
        "synonym_form": SynonymForm(auto_id=False),
        "offer_form": OfferForm(auto_id=False),
        "can_answer": request.user.has_perm(ANSWER),
    }
    return render(request, "searches/missing.html", context)


@require_POST
@_for_animators
def answer(request):
    return _write(request, AnswerForm(request.POST), answer_words, _("This is noted."))


@require_POST
@_for_animators
def propose(request):
    done = _("The national team will look at this synonym.")
    return _write(request, SynonymForm(request.POST), propose_synonym, done)


@require_POST
@_for_animators
def undo(request, pk):
    taken_back = get_object_or_404(WordsAnswer, pk=pk, territory=request.tenant)
    try:
        undo_answer(answer=taken_back, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("This answer is taken back."))
    return redirect("searches_missing")


@require_safe
@_for_animators
def write_offer(request):
    """The form of a new offer below the chosen theme, with the words for its title."""
    form = OfferForm(request.GET)
    if not form.is_valid():
        messages.error(request, _("Choose a theme of this territory."))
        return redirect("searches_missing")
    view = OfferAboutWords.as_view(words=form.cleaned_data["words"])
    return view(request, "offers", "offerpage", form.cleaned_data["theme"].pk)


class OfferAboutWords(CreateView):
    words = ""

    def get(self, request):
        self.page.title = self.words.capitalize()
        return super().get(request)


def _context(request, rows) -> dict:
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
    return {"page": page, "fewest": FEWEST_VISITORS, "whole_country": request.tenant.is_national}


def _write(request, form, service, done):
    if not form.is_valid():
        errors = [error for errors in form.errors.values() for error in errors]
        messages.error(request, " ".join(errors))
        return redirect("searches_missing")
    try:
        service(territory=request.tenant, by=request.user, now=timezone.now(), **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("searches_missing")
