"""The themes of the country: their order, what each says, who proposes it, what divides it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.national.themes.forms import SubThemeForm, ThemeForm, TriedForm
from portal.national.themes.usage import offers_by_subtheme, offers_by_theme, usage_of
from themes import editing
from themes.models import SubTheme, Theme

STEPS = {"up": -1, "down": 1}


@require_safe
def index(request):
    themes = Theme.objects.ordered().annotate(asked=Count("questions"))
    offers = offers_by_theme()
    rows = [(theme, offers.get(theme.key, 0)) for theme in themes]
    return render(request, "national/themes/index.html", {"rows": rows})


@require_POST
def move(request, pk):
    theme = get_object_or_404(Theme, pk=pk)
    editing.move_theme(theme=theme, steps=_steps(request))
    return redirect(f"{reverse('themes:index')}#theme-{pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    form = ThemeForm(request.POST or None, initial={"pictogram": "other"})
    if form.is_valid():
        theme = editing.add_theme(**form.cleaned_data)
        messages.success(request, _("The theme is there. Nobody sees it yet: write its questions."))
        return redirect("themes:questions", theme.pk)
    return _theme_page(request, form, theme=None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    theme = get_object_or_404(Theme, pk=pk)
    form = ThemeForm(request.POST or None, instance=theme)
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "key"}
        editing.reword_theme(theme=theme, **words)
        messages.success(request, _("Kept. Everywhere within a minute."))
        return redirect("themes:edit", pk)
    return _theme_page(request, form, theme=Theme.objects.get(pk=pk))


def _theme_page(request, form, theme):
    context = {"form": form, "theme": theme}
    return render(request, "national/themes/theme.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def status(request, pk):
    """Who proposes it to young people: the country, a few territories, nobody."""
    theme = get_object_or_404(Theme, pk=pk)
    form = TriedForm(initial={"tried_in": theme.tried_in.all()})
    wanted = request.POST.get("status")
    if wanted == Theme.Status.EXPERIMENTAL:
        form = TriedForm(request.POST)
    if wanted in Theme.Status and (not form.is_bound or form.is_valid()):
        tried_in = form.cleaned_data["tried_in"] if form.is_bound else ()
        editing.set_theme_status(theme=theme, status=Theme.Status(wanted), tried_in=tried_in)
        messages.success(request, _("Done. Everywhere within a minute."))
        return redirect("themes:status", pk)
    context = {"theme": theme, "form": form, "usage": usage_of(theme)}
    return render(request, "national/themes/status.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def subthemes(request, pk):
    theme = get_object_or_404(Theme, pk=pk)
    form = SubThemeForm(request.POST or None, auto_id="id_add_%s")
    if form.is_valid():
        editing.add_subtheme(theme=theme, name=form.cleaned_data["name"])
        messages.success(request, _("The sub-theme is added."))
        return redirect("themes:subthemes", pk)
    return _subthemes_page(request, theme, form)


@require_POST
def subtheme(request, pk, key):
    """Rename, move or remove it."""
    theme = get_object_or_404(Theme, pk=pk)
    one = SubTheme.objects.select_related("theme").filter(theme=theme, key=key).first()
    if one is None:
        return _taken_out(request, theme)
    form = SubThemeForm(request.POST, auto_id=f"id_{one.key}_%s")
    wanted = request.POST.get("do")
    if wanted in STEPS:
        editing.move_subtheme(subtheme=one, steps=STEPS[wanted])
    elif wanted == "remove":
        try:
            editing.remove_subtheme(
                subtheme=one, offers=offers_by_subtheme(one.theme).get(one.key, 0)
            )
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    elif form.is_valid():
        editing.rename_subtheme(subtheme=one, name=form.cleaned_data["name"])
    else:
        return _subthemes_page(request, one.theme, renaming={one.key: form})
    return redirect(f"{reverse('themes:subthemes', args=[pk])}#subtheme-{one.key}")


def _taken_out(request, theme):
    """Somebody removed it meanwhile: the name that was typed may be added again."""
    form = SubThemeForm(request.POST, auto_id="id_add_%s")
    messages.warning(request, _("Somebody removed this sub-theme meanwhile."))
    if request.POST.get("do") == "rename" and form.is_valid():
        return _subthemes_page(request, theme, form)
    return redirect("themes:subthemes", theme.pk)


def _subthemes_page(request, theme, form=None, renaming=()):
    offers = offers_by_subtheme(theme)
    rows = [
        (
            one,
            offers.get(one.key, 0),
            dict(renaming).get(one.key)
            or SubThemeForm(initial={"name": one.name}, auto_id=f"id_{one.key}_%s"),
        )
        for one in theme.subthemes.all()
    ]
    form = form or SubThemeForm(auto_id="id_add_%s")
    context = {"theme": theme, "rows": rows, "form": form}
    bad = form.errors or renaming
    return render(request, "national/themes/subthemes.html", context, status=400 if bad else 200)


def _steps(request):
    return STEPS.get(request.POST.get("do"), 0)


def _status(form):
    return 400 if form.errors else 200
