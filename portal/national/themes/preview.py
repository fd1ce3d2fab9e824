"""A draft as the young person sees it: the journey's own pages, at addresses of this screen."""

from dataclasses import dataclass, replace
from functools import wraps

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from portal.journey.steps import Steps
from portal.journey.views import questions as journey
from portal.journey.visit import answered, read_visit
from portal.national.themes.builder import read_desk
from tenants.geography.suggest import find
from themes.drafting import desk_of
from themes.models import Theme

# Where the young person of a preview lives: a commune that everybody knows.
PARIS = "75056"


@dataclass(frozen=True)
class PreviewSteps(Steps):
    """The same pages inside the preview; what would leave it leads to its beginning."""

    pk: int
    language: str

    def _to(self, name: str, *args: int | str) -> str:
        return reverse(f"themes:{name}", args=[self.pk, self.language, *args])

    @property
    def home(self) -> str:
        return self._to("preview")

    themes = offers = home

    @property
    def check(self) -> str:
        return self._to("preview_check")

    def question(self, number: int) -> str:
        return self._to("preview_question", number)

    def answer(self, key: str) -> str:
        return self._to("preview_answer", key)


def previewed(view):
    """Gives the view the visit, the draft with what the address answers, and where pages lead."""

    @require_safe
    @wraps(view)
    def wrapper(request, pk, language, **kwargs):
        if language not in dict(settings.LANGUAGES):
            raise Http404
        theme = get_object_or_404(Theme, pk=pk)
        with override(language):
            visit = read_visit(request)
            visit = replace(visit, place=visit.place or find(PARIS))
            asked = answered(theme, read_desk(desk_of(theme), language), visit.raw)
            return view(request, visit, asked, PreviewSteps(theme.key, pk, language), **kwargs)

    return wrapper


@previewed
def start(request, visit, asked, steps):
    if not asked.shown:
        return render(request, "national/themes/no_preview.html")
    return redirect(steps.question(1))


@previewed
def question(request, visit, asked, steps, number):
    return journey.show_question(request, visit, asked, number, steps)


@previewed
def answer(request, visit, asked, steps, key):
    return journey.take_answer(request, visit, asked, key, steps)


@previewed
def check(request, visit, asked, steps):
    return journey.show_answers(request, visit, asked, steps)
