"""The draft, tried on real words before anybody else meets it."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.national.synonyms.forms import TryForm
from portal.territories import shown_territories
from search.models import FEWEST_VISITORS, SearchedWords
from search.synonyms import desk
from search.trial import SAMPLES, Trials

MOST_TYPED = 20


@require_safe
def trying(request):
    form = TryForm(request.GET)
    here = desk()
    typed = _most_typed(request.tenant)
    context = {"form": form, "draft": here.draft, "fewest": FEWEST_VISITORS}
    if form.is_valid():
        asked = form.cleaned_data
        words = [asked["q"]] if asked["q"] else [*typed, *_others(typed)]
        if asked["q"] or "all" in request.GET:
            trials = _trials(here, place=asked["commune"], territory=asked["territory"])
            tried = [trials.of(one) for one in words]
            context |= {"tried": tried, "trial": tried[0] if asked["q"] else None}
        context["place"] = asked["commune"]
    return render(
        request,
        "national/synonyms/try.html",
        context | {"typed": typed, "samples": _others(typed)},
    )


def _trials(here, *, place, territory):
    home = frozenset()
    if territory:
        home = frozenset(territory.communes.values_list("commune", flat=True))
    return Trials(
        here.text_in_force,
        here.text,
        day=timezone.localdate(),
        place=place,
        territories=shown_territories(territory) if territory else None,
        home=home,
    )


def _most_typed(national) -> list[str]:
    rows = SearchedWords.objects.told(national, timezone.localdate()).by_words()
    return [row["words"] for row in rows[:MOST_TYPED]]


def _others(typed: list[str]) -> list[str]:
    return [words for words in SAMPLES if words not in typed]
